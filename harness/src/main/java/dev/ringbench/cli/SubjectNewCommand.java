// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.subject.Subject;
import dev.ringbench.subject.SubjectDraft;
import dev.ringbench.subject.SubjectFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** A description from answers. */
@Command(
    name = "new",
    description = {
      "Asks how a sensor starts and what its log looks like, and writes a description.",
      "Questions go to standard error, the description to standard output."
    })
final class SubjectNewCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    BufferedReader answers =
        new BufferedReader(new InputStreamReader(System.in, Terminal.encoding()));
    SubjectDraft draft = new SubjectDraft();
    for (SubjectDraft.Question question : SubjectDraft.Question.values()) {
      System.err.print(question.text() + " ");
      System.err.flush();
      draft.answer(question, line(answers));
    }
    String text = draft.yaml();
    // What it gives it also reads.
    Subject subject = SubjectFile.parse("the description", text);
    System.out.print(text);
    System.err.println(
        "Save it as "
            + subject.id()
            + ".yaml and try it: ringbench subject check ./"
            + subject.id()
            + ".yaml");
    return 0;
  }

  private static String line(BufferedReader answers) {
    try {
      String line = answers.readLine();
      return line == null ? "" : line;
    } catch (IOException e) {
      throw new UncheckedIOException("read an answer", e);
    }
  }
}
