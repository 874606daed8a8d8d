// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.document.Checked;
import dev.ringbench.experiment.run.MeasuredBlock;
import dev.ringbench.experiment.run.RunForm;
import dev.ringbench.experiment.run.Slot;
import dev.ringbench.experiment.run.measure.BlockListener;
import dev.ringbench.experiment.run.measure.RunInProgress;
import dev.ringbench.files.OutputFile;
import java.nio.file.Path;

/** Saves the document after every round, and when the process is told to end. */
final class RunRecorder implements BlockListener, AutoCloseable {
  private final RunInProgress run;
  private final RunProgress progress;
  private final Checked checked = new Checked();
  private final GrowingDocument document;

  RunRecorder(RunInProgress run, OutputFile file, RunProgress progress) {
    this.run = run;
    this.progress = progress;
    this.document =
        new GrowingDocument(
            file,
            whyPartial ->
                RunForm.FORM.content(
                    run.document(whyPartial),
                    GrowingDocument.GOING_ON.equals(whyPartial) ? checked : new Checked()),
            () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly));
  }

  @Override
  public void begun(Slot slot) {
    document.stayWhenEnding();
    progress.measuring(slot);
  }

  @Override
  public void measured(Slot slot, MeasuredBlock block) {
    run.add(block);
    progress.measured();
  }

  @Override
  public void roundEnded() {
    document.save();
  }

  /** Where the document is. */
  Path writtenTo() {
    return document.writtenTo();
  }

  /** 0, or 3 when the document could not be written where it should be. */
  int exitCode() {
    return document.exitCode();
  }

  @Override
  public void close() {
    // JMH fails in its own way when the process ends under it, and that comes by here.
    document.stayWhenEnding();
    progress.close();
    document.close();
  }
}
