// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.document.DocumentJson;
import dev.ringbench.experiment.run.RunDocument;
import dev.ringbench.experiment.run.RunForm;
import dev.ringbench.experiment.run.RunReading;
import dev.ringbench.files.OutputFile;
import dev.ringbench.files.Outputs;
import dev.ringbench.files.SafeDocument;
import dev.ringbench.guest.GuestJob;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What comes out of a guest: a document, written as soon as the guest has more of it, so that
 * whoever ends this process loses at most one round; and the guest's console beside it.
 */
final class GuestResult {
  private final SafeDocument file;

  /** Null: the document is a stream, and nothing can be beside it. */
  private final OutputFile console;

  private final boolean json;
  private final boolean all;
  private RunDocument newest;

  private GuestResult(OutputFile file, OutputFile console, RunOptions options) {
    this.file = GrowingDocument.safe(file);
    this.console = console;
    this.json = options.json;
    this.all = options.all;
  }

  /** Decides where both go, so before anything is measured. */
  static GuestResult to(Outputs outputs, Path path, RunOptions options) {
    OutputFile file = outputs.file("--out", path);
    OutputFile console =
        file.isStream()
            ? null
            : outputs.file("--out", path.resolveSibling(path.getFileName() + ".console.log"));
    return new GuestResult(file, console, options);
  }

  /** What there is so far. */
  void save(RunDocument document) {
    file.saveSoFar(RunForm.FORM.content(document));
    newest = document;
  }

  /**
   * Shows what there is.
   *
   * @return the command's exit code
   * @throws RingbenchException when the guest failed, after showing what it gave before
   */
  int finish(GuestJob job, GuestJob.Outcome outcome) {
    RunProgress.showLine("");
    keepConsole(job);
    if (newest != null) {
      file.save(RunForm.FORM.content(newest));
      show();
    }
    if (outcome.trouble() != null) {
      throw RingbenchException.machine(
          outcome.trouble()
              + (console == null ? "" : " Its console is in " + console.path() + ".")
              + (newest == null
                  ? ""
                  : " What was measured before is in " + file.writtenTo() + "."));
    }
    if (outcome.status() != 0) {
      complain(job);
    } else {
      System.err.printf(
          "ringbench: the guest was ready %.1f s after its start.%n",
          outcome.readyMillis() / 1000.0);
    }
    return outcome.status() == 0 ? file.exitCode() : outcome.status();
  }

  private void keepConsole(GuestJob job) {
    if (console == null || !Files.exists(job.console())) {
      return;
    }
    try {
      console.write(out -> Files.copy(job.console(), out));
    } catch (RingbenchException e) {
      System.err.println("ringbench: the guest's console is not kept: " + e.getMessage());
    }
  }

  private void show() {
    if (json) {
      System.out.println(DocumentJson.mapper().writeValueAsString(newest));
    } else {
      Terminal.show(new RunReading(file.writtenTo(), newest), all);
    }
  }

  /** What the run in the guest said before it gave up. */
  private static void complain(GuestJob job) {
    Path output = job.result("output");
    try {
      System.err.print(
          output == null ? "" : Files.readString(output, StandardCharsets.UTF_8).strip() + "\n");
    } catch (IOException e) {
      System.err.println("ringbench: the guest's output cannot be read: " + e.getMessage());
    }
    System.err.println("ringbench: that was the run in the guest.");
  }
}
