// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.measure.BlockListener;
import dev.ringbench.measure.ComparisonRun;
import dev.ringbench.measure.Slot;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.result.Documents;
import dev.ringbench.result.MeasuredBlock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * Saves the document after every round, and when the process is told to end: whatever was measured
 * is on disk. Where the disk is full, the document goes to the directory for temporary files.
 */
final class RunRecorder implements BlockListener, AutoCloseable {
  private final ComparisonRun run;
  private final RunProgress progress;
  private final Thread onSignal = new Thread(this::saveOnSignal, "save the partial document");
  private Path file;
  private String failure;
  private boolean finished;
  private volatile boolean stopping;

  RunRecorder(ComparisonRun run, Path file, RunProgress progress) {
    this.run = run;
    this.file = file;
    this.progress = progress;
    Runtime.getRuntime().addShutdownHook(onSignal);
  }

  @Override
  public void begun(Slot slot) {
    stayWhenEnding();
    progress.measuring(slot);
  }

  /** When the process is ending nothing new may start or be saved, and nobody waits for this. */
  private void stayWhenEnding() {
    while (stopping) {
      LockSupport.park();
    }
  }

  @Override
  public void measured(Slot slot, MeasuredBlock block) {
    run.add(block);
    progress.measured();
  }

  @Override
  public void roundEnded() {
    save("the run was still going on");
  }

  private synchronized void save(String whyPartial) {
    if (finished) {
      return;
    }
    try {
      Documents.write(run.document(whyPartial), file);
    } catch (IOException e) {
      elsewhere(whyPartial, e);
    }
  }

  private void elsewhere(String whyPartial, IOException cause) {
    Path other =
        Path.of(System.getProperty("java.io.tmpdir")).resolve(file.toAbsolutePath().getFileName());
    if (other.equals(file)) {
      throw RingbenchException.machine(
          "Cannot write " + file + ": " + cause.getMessage() + ". Free space and run again.",
          cause);
    }
    failure = "Cannot write " + file + " (" + cause.getMessage() + "), so it is in " + other;
    file = other;
    System.err.println("ringbench: " + failure + ".");
    save(whyPartial);
  }

  private void saveOnSignal() {
    stopping = true;
    synchronized (this) {
      save("stopped by a signal");
      finished = true;
    }
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    System.err.println("\nringbench: stopped; what was measured is in " + file + ".");
  }

  /** Where the document is. */
  Path writtenTo() {
    return file;
  }

  /** 0, or 3 when the document could not be written where it should be. */
  int exitCode() {
    return failure == null ? 0 : RingbenchException.Kind.MACHINE.exitCode();
  }

  @Override
  public void close() {
    // JMH fails in its own way when the process ends under it, and that comes by here.
    stayWhenEnding();
    progress.close();
    save("stopped early");
    synchronized (this) {
      finished = true;
    }
    try {
      Runtime.getRuntime().removeShutdownHook(onSignal);
    } catch (IllegalStateException e) {
      // The process is ending by a signal, and the hook does its work.
    }
  }
}
