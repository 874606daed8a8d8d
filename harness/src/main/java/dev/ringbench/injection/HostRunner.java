// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.injection;

import dev.ringbench.fault.Facts;
import dev.ringbench.fault.FactsForm;
import dev.ringbench.fault.FaultRun;
import dev.ringbench.fault.FormException;
import dev.ringbench.fault.HarnessFailure;
import dev.ringbench.fault.StoredRun;
import dev.ringbench.injection.Conductor.ConductorException;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.platform.MachineChanges;
import java.io.IOException;
import java.nio.file.Path;
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
  private final Path directory;
  private final MachineChanges.Undo quiet;

  /** One a worker, which alone uses it; null: not started. */
  private final Conductor[] conductors = new Conductor[MOST_WORKERS];

  /**
   * A runner.
   *
   * @param nativeDir with the native programs
   * @param directory an existing one of this process alone, with what the sensors evaluate
   * @param quiet closed with this
   */
  HostRunner(Path nativeDir, Path directory, MachineChanges.Undo quiet) {
    this.nativeDir = nativeDir;
    this.directory = directory;
    this.quiet = quiet;
  }

  @Override
  public int workers() {
    return Math.min(MOST_WORKERS, WORKERS_PER_CPU * Runtime.getRuntime().availableProcessors());
  }

  @Override
  public StoredRun conduct(FaultRun run, long stallMs, int worker) throws InterruptedException {
    String name = "run-" + run.number();
    try {
      String printed =
          printed(
              worker,
              name,
              OrderOptions.of(run, stallMs, name, FaultPlaces.CONTENT),
              OrderOptions.limitMs(stallMs) + OVERTIME_MS);
      StoredRun stored = new StoredRun(run, FactsForm.read(printed, run), null, null);
      String harness = HarnessFailure.of(stored);
      return harness == null ? stored : StoredRun.trouble(run, harness);
    } catch (ConductorException e) {
      return StoredRun.trouble(run, e.getMessage());
    } catch (FormException e) {
      return StoredRun.trouble(run, "what the conductor printed " + e.getMessage());
    }
  }

  /** One run that is told so; see {@link OrderOptions}. */
  public Facts facts(String name, List<String> words)
      throws InterruptedException, ConductorException {
    try {
      return FactsForm.read(
          printed(0, name, words, OrderOptions.limitMs(OrderOptions.STALL_MS) + OVERTIME_MS));
    } catch (FormException e) {
      throw new ConductorException("what the conductor printed " + e.getMessage());
    }
  }

  private String printed(int worker, String name, List<String> words, long limitMs)
      throws InterruptedException, ConductorException {
    boolean usable = false;
    try {
      if (conductors[worker] == null) {
        conductors[worker] = new Conductor(nativeDir, directory);
      }
      String printed = conductors[worker].run(words, limitMs);
      usable = true;
      return printed;
    } catch (ConductorException e) {
      usable = conductors[worker].isAlive();
      throw new ConductorException(
          e.getMessage()
              .replace(directory.resolve(name).toString(), "its directory")
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
