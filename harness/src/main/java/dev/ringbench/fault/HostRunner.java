// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import dev.ringbench.fault.Conductor.ConductorException;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.platform.SensorPlatform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Runs on this machine, each in a mount name space and a control group of its own. */
public final class HostRunner implements FaultRunner {
  /** Each waits for a third of its time. */
  private static final int WORKERS_PER_CPU = 3;

  private static final int MOST_WORKERS = 8;

  /** For what a conductor does before and after its run. */
  private static final long OVERTIME_MS = 60_000;

  private final Path nativeDir;
  private final Path workDir;
  private final Path content;
  private final SensorPlatform.Undo quiet;

  /** One a worker, which alone uses it; null: not started. */
  private final Conductor[] conductors = new Conductor[MOST_WORKERS];

  /**
   * A runner.
   *
   * @param nativeDir with the native programs
   * @param workDir an existing directory of this process alone
   * @param content what the sensors evaluate
   * @param quiet closed with this
   */
  HostRunner(Path nativeDir, Path workDir, Path content, SensorPlatform.Undo quiet) {
    this.nativeDir = nativeDir;
    this.workDir = workDir;
    this.content = content;
    this.quiet = quiet;
  }

  @Override
  public int workers() {
    return Math.min(MOST_WORKERS, WORKERS_PER_CPU * Runtime.getRuntime().availableProcessors());
  }

  @Override
  public StoredRun conduct(FaultRun run, long stallMs, int worker) throws InterruptedException {
    try {
      Facts facts =
          facts(
              worker,
              "run-" + run.number(),
              content,
              RunOptions.of(run, stallMs),
              RunOptions.limitMs(stallMs) + OVERTIME_MS);
      return new StoredRun(run, facts, null, null);
    } catch (ConductorException e) {
      return StoredRun.trouble(run, e.getMessage());
    }
  }

  /** One run with these options of native/fault/main.c. */
  Facts facts(String name, Path evaluated, List<String> options)
      throws InterruptedException, ConductorException {
    return facts(
        0, name, evaluated, options, RunOptions.limitMs(RunOptions.STALL_MS) + OVERTIME_MS);
  }

  private Facts facts(int worker, String name, Path evaluated, List<String> options, long limitMs)
      throws InterruptedException, ConductorException {
    List<String> words = new ArrayList<>();
    words.add("run");
    words.addAll(options);
    words.addAll(
        List.of(
            "--native-dir", nativeDir.toString(),
            "--work-dir", workDir.resolve(name).toString(),
            "--content", evaluated.toString()));
    boolean usable = false;
    try {
      if (conductors[worker] == null) {
        conductors[worker] = new Conductor(nativeDir.resolve("ringbench-fault"));
      }
      String facts = conductors[worker].run(words, limitMs);
      usable = true;
      return FaultJson.SNAKE.readValue(facts, Facts.class);
    } catch (ConductorException e) {
      usable = conductors[worker].isAlive();
      throw new ConductorException(
          e.getMessage()
              .replace(workDir.resolve(name).toString(), "its directory")
              .replaceFirst("^ringbench-fault: ", ""));
    } catch (TimeoutException e) {
      throw new ConductorException("the conductor came to no end");
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot start a conductor: " + e.getMessage() + ".", e);
    } finally {
      if (!usable) {
        end(worker);
      }
    }
  }

  private void end(int worker) {
    if (conductors[worker] != null) {
      conductors[worker].close();
      conductors[worker] = null;
    }
  }

  @Override
  public void close() {
    for (int worker = 0; worker < conductors.length; worker++) {
      end(worker);
    }
    quiet.close();
  }
}
