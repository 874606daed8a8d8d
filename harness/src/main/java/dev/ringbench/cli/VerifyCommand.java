// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.check.Check;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.verify.Submission;
import dev.ringbench.verify.Verification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Whether a stored result can be believed. */
@Command(
    name = "verify",
    description = {
      "Checks documents, or a folder to be submitted.",
      "The checks cover the schema, the statistics (computed again), accounting, canaries, the order of measuring, the environment, the report beside the document, and SHA256SUMS.",
      "It needs the documents, and not the machine that measured them."
    },
    footer = {
      "",
      "results/README.md says how to submit a run. A warning is for the reader, and",
      "fails nothing. Exit codes: 0 all fine, 1 a check failed, 2 something could",
      "not be read, and the rest was checked."
    })
final class VerifyCommand implements Callable<Integer> {
  private static final int NARROWEST = 60;
  private static final int NAME_WIDTH = 14;
  private static final int STATUS_WIDTH = 16;

  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description =
          "A document of any command, a folder with documents, or a folder of such folders.")
  private List<Path> paths;

  @Option(names = "--json", description = "Print the checks as JSON.")
  private boolean json;

  private final List<Found> found = new ArrayList<>();
  private int documents;
  private int failed;
  private int warnings;
  private int unreadable;

  @Override
  public Integer call() {
    Verification verification = new Verification();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        Submission.folders(path).forEach(folder -> showFolder(folder, verification));
      } else {
        show(verification.of(path));
      }
    }
    if (json) {
      Terminal.printJson(new Form(documents, failed, warnings, unreadable, found));
    } else {
      System.out.printf(
          "%n%d documents: %d checks failed, %d warnings, %d could not be read.%n",
          documents, failed, warnings, unreadable);
    }
    if (unreadable > 0) {
      return RingbenchException.Kind.BAD_INPUT.exitCode();
    }
    return failed > 0 ? RingbenchException.Kind.GATE.exitCode() : 0;
  }

  /** One that cannot be read takes none of the others with it. */
  private void showFolder(Path folder, Verification verification) {
    Submission submission;
    try {
      submission = Submission.of(folder, verification);
    } catch (RingbenchException e) {
      unreadable++;
      found.add(
          new Found(folder.toString(), false, List.of(Check.failed("readable", e.getMessage()))));
      say("\n" + e.getMessage());
      return;
    }
    found.add(new Found(submission.folder().toString(), true, submission.checks()));
    say("\n" + submission.folder());
    submission.checks().forEach(this::show);
    submission.documents().forEach(this::show);
  }

  private void show(Verification.Result result) {
    documents++;
    unreadable += result.readable() ? 0 : 1;
    found.add(new Found(result.file().toString(), result.readable(), result.checks()));
    say("\n" + result.file());
    result.checks().forEach(this::show);
  }

  private void show(Check check) {
    failed += check.status() == Check.Status.FAILED ? 1 : 0;
    warnings += check.status() == Check.Status.WARNING ? 1 : 0;
    if (json) {
      return;
    }
    int indent = 2 + NAME_WIDTH + STATUS_WIDTH;
    List<String> lines = wrapped(check.detail(), Math.max(NARROWEST, Terminal.width()) - indent);
    System.out.printf(
        "  %-" + NAME_WIDTH + "s%-" + STATUS_WIDTH + "s%s%n",
        check.name(),
        check.status(),
        lines.get(0));
    lines.stream().skip(1).forEach(line -> System.out.println(" ".repeat(indent) + line));
  }

  /**
   * What {@code verify --json} prints.
   *
   * @param failed checks
   * @param unreadable documents and folders
   */
  record Form(int documents, int failed, int warnings, int unreadable, List<Found> checked) {}

  /** A document or a folder, and what was checked of it. */
  record Found(String path, boolean readable, List<Check> checks) {}

  private void say(String line) {
    if (!json) {
      System.out.println(line);
    }
  }

  private static List<String> wrapped(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split("\\s+", -1)) {
      if (line.length() > 0 && line.length() + word.length() >= width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
