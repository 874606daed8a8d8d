// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.document.DocumentForm;
import dev.ringbench.document.DocumentJson;
import dev.ringbench.document.Reading;
import dev.ringbench.files.OutputFile;
import dev.ringbench.files.Outputs;
import dev.ringbench.files.SafeDocument;
import dev.ringbench.guest.GuestJob;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiFunction;

/**
 * What comes out of a guest: a document, written as soon as the guest has more of it, so that
 * whoever ends this process loses at most one round; and the guest's console beside it.
 */
final class GuestResult<D> {
  private final SafeDocument file;

  /** Null: the document is a stream, and nothing can be beside it. */
  private final OutputFile console;

  private final boolean json;
  private final boolean all;
  private final DocumentForm<D> form;
  private final BiFunction<Path, D, Reading> reading;
  private D newest;

  private GuestResult(
      OutputFile file,
      OutputFile console,
      Shown shown,
      DocumentForm<D> form,
      BiFunction<Path, D, Reading> reading) {
    this.form = form;
    this.reading = reading;
    this.file = GrowingDocument.safe(file);
    this.console = console;
    this.json = shown.json();
    this.all = shown.all();
  }

  /**
   * What is shown of it.
   *
   * @param json the document itself
   * @param all the whole report, not its first screen
   */
  record Shown(boolean json, boolean all) {}

  /** The same for a command with the options of {@code run}. */
  static <D> GuestResult<D> to(
      Outputs outputs,
      Path path,
      RunOptions options,
      DocumentForm<D> form,
      BiFunction<Path, D, Reading> reading) {
    return to(outputs, path, new Shown(options.json, options.all), form, reading);
  }

  /**
   * Decides where both go, so before anything is measured.
   *
   * @param reading of a document, from where it is and what it says
   */
  static <D> GuestResult<D> to(
      Outputs outputs,
      Path path,
      Shown shown,
      DocumentForm<D> form,
      BiFunction<Path, D, Reading> reading) {
    OutputFile file = outputs.file("--out", path);
    OutputFile console =
        file.isStream()
            ? null
            : outputs.file("--out", path.resolveSibling(path.getFileName() + ".console.log"));
    return new GuestResult<>(file, console, shown, form, reading);
  }

  /** What there is so far. */
  void save(D document) {
    file.saveSoFar(form.content(document));
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
      file.save(form.content(newest));
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
      Terminal.show(reading.apply(file.writtenTo(), newest), all);
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
