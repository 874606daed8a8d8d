// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.guest.GuestJob;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.report.Comparison;
import dev.ringbench.report.TextReport;
import dev.ringbench.result.Documents;
import dev.ringbench.result.ResultDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * What comes out of a guest: a document, written as soon as the guest has more of it, so that
 * whoever ends this process loses at most one round; and the guest's console beside it.
 */
final class GuestResult {
  private final Path file;
  private final Path console;
  private final boolean json;
  private ResultDocument newest;

  GuestResult(Path file, boolean json) {
    this.file = file;
    this.console = file.resolveSibling(file.getFileName() + ".console.log");
    this.json = json;
  }

  void save(ResultDocument document) {
    try {
      Documents.write(document, file);
      newest = document;
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot write " + file + ": " + e.getMessage() + ".", e);
    }
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
      show();
    }
    if (outcome.trouble() != null) {
      throw RingbenchException.machine(
          outcome.trouble()
              + " Its console is in "
              + console
              + "."
              + (newest == null ? "" : " What was measured before is in " + file + "."));
    }
    if (outcome.status() != 0) {
      complain(job);
    } else {
      System.err.printf(
          "ringbench: the guest was ready %.1f s after its start.%n",
          outcome.readyMillis() / 1000.0);
    }
    return outcome.status();
  }

  private void keepConsole(GuestJob job) {
    try {
      if (Files.exists(job.console())) {
        Files.copy(job.console(), console, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      System.err.println("ringbench: cannot keep the guest's console: " + e.getMessage());
    }
  }

  private void show() {
    if (json) {
      System.out.println(Documents.toJson(newest));
    } else {
      System.out.print(new TextReport(Comparison.of(newest), Terminal.width()).render());
      System.out.println("\nResult document: " + file);
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
