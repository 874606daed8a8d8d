// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.subject;

import dev.ringbench.model.RingbenchException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A description that is made of answers. */
public final class SubjectDraft {
  /** What has to be known; an empty answer takes what stands in brackets. */
  public enum Question {
    /** Its id. */
    NAME("A short name, of letters, digits and hyphens:", null),
    /** Its title. */
    TITLE("What people call it:", null),
    /** Its placement. */
    PLACEMENT(
        "Where it decides: kernel-native, kernel-verified, user-sync, user-async or in-process"
            + " [user-async]:",
        "user-async"),
    /** Its mechanism. */
    MECHANISM("What it hooks, and how events get out, in one line:", null),
    /** How it starts. */
    START("The command that starts it in the foreground, words separated by blanks:", null),
    /** Where its log is. */
    LOG("Where it writes events: stdout, stderr or {dir}/FILE [stdout]:", "stdout"),
    /** What an event of an open looks like. */
    EVENT(
        "A regular expression for the line of a file open, with {target} for the file's name"
            + " [{target}]:",
        "{target}"),
    /** How it reports loss. */
    LOST(
        "A regular expression for its report of lost events, with (?P<count>[0-9]+); empty: it"
            + " reports none:",
        ""),
    /** How it ends. */
    SIGNAL("The signal that stops it: INT or TERM [TERM]:", "TERM");

    private final String text;
    private final String otherwise;

    Question(String text, String otherwise) {
      this.text = text;
      this.otherwise = otherwise;
    }

    /** As it is asked. */
    public String text() {
      return text;
    }
  }

  private final Map<Question, String> answers = new EnumMap<>(Question.class);

  /**
   * Takes an answer.
   *
   * @throws RingbenchException bad input: the question needs one
   */
  public void answer(Question question, String answer) {
    String given = answer.strip();
    if (given.isEmpty() && question.otherwise == null) {
      throw RingbenchException.badInput("No answer to: " + question.text() + ".");
    }
    answers.put(question, given.isEmpty() ? question.otherwise : given);
  }

  private String quoted(Question question) {
    return quoted(answers.get(question));
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** The description. */
  public String yaml() {
    String start =
        Arrays.stream(answers.get(Question.START).split("\\s+", -1))
            .map(SubjectDraft::quoted)
            .collect(Collectors.joining(", "));
    String program = answers.get(Question.START).split("\\s+", -1)[0];
    String lost =
        answers.get(Question.LOST).isEmpty()
            ? ""
            : "lost: {event: " + quoted(Question.LOST) + ", scope: buffer}\n";
    return """
        subject: %s
        title: %s
        placement: %s
        mode: notify
        mechanism: %s
        scope: machine
        operations:
          open: {event: %s}
        needs:
          programs: [%s]
        start: [%s]
        log: %s
        ready: {within-s: 10}
        %sstop: {signal: %s, within-s: 5}
        """
        .formatted(
            quoted(Question.NAME),
            quoted(Question.TITLE),
            quoted(Question.PLACEMENT),
            quoted(Question.MECHANISM),
            quoted(Question.EVENT),
            quoted(program),
            start,
            quoted(Question.LOG),
            lost,
            quoted(Question.SIGNAL));
  }
}
