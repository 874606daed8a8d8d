// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs on this machine, each in a mount name space and a control group of its own. */
public final class HostRunner implements FaultRunner {
  private static final int WORKERS_PER_CPU = 2;
  private static final int MOST_WORKERS = 8;

  /** For what a conductor does before and after its run. */
  private static final long OVERTIME_MS = 60_000;

  private final Path nativeDir;
  private final Path workDir;
  private final Path content;

  /**
   * A runner.
   *
   * @param nativeDir with the native programs
   * @param workDir an existing directory of this process alone
   * @param content what the sensors evaluate
   */
  public HostRunner(Path nativeDir, Path workDir, Path content) {
    this.nativeDir = nativeDir;
    this.workDir = workDir;
    this.content = content;
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
              "run-" + run.number(),
              content,
              RunOptions.of(run, stallMs),
              RunOptions.limitMs(stallMs) + OVERTIME_MS);
      return new StoredRun(run, facts, null, null);
    } catch (ConductorException e) {
      return StoredRun.trouble(run, e.getMessage());
    }
  }

  /** Why a run was not conducted. */
  static final class ConductorException extends Exception {
    private static final long serialVersionUID = 1L;

    ConductorException(String message) {
      super(message);
    }
  }

  /** One run with these options of native/fault/main.c. */
  Facts facts(String name, Path evaluated, List<String> options)
      throws InterruptedException, ConductorException {
    return facts(name, evaluated, options, RunOptions.limitMs(RunOptions.STALL_MS) + OVERTIME_MS);
  }

  private Facts facts(String name, Path evaluated, List<String> options, long limitMs)
      throws InterruptedException, ConductorException {
    List<String> command = new ArrayList<>();
    command.add(nativeDir.resolve("ringbench-fault").toString());
    command.add("run");
    command.addAll(options);
    command.addAll(
        List.of(
            "--native-dir", nativeDir.toString(),
            "--work-dir", workDir.resolve(name).toString(),
            "--content", evaluated.toString()));
    try {
      // Its output is one line, and its end is the end of the run.
      Process process = new ProcessBuilder(command).start();
      try {
        process.getOutputStream().close();
        if (!process.waitFor(limitMs, TimeUnit.MILLISECONDS)) {
          throw new ConductorException("the conductor came to no end");
        }
        if (process.exitValue() != 0) {
          throw new ConductorException(
              text(process.getErrorStream().readAllBytes())
                  .replace(workDir.resolve(name).toString(), "its directory")
                  .replaceFirst("^ringbench-fault: ", ""));
        }
        return FaultJson.SNAKE.readValue(
            text(process.getInputStream().readAllBytes()), Facts.class);
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot run " + command.get(0) + ": " + e.getMessage(), e);
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8).strip();
  }

  @Override
  public void close() {}
}
