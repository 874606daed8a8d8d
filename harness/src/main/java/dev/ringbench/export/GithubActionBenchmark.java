// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.export;

import dev.ringbench.document.DocumentJson;
import dev.ringbench.document.Reading;
import dev.ringbench.figure.Figure;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.VisibleText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The JSON that github-action-benchmark reads as {@code tool: customSmallerIsBetter} or {@code
 * customBiggerIsBetter}: an array of {name, value, unit, range, extra}.
 *
 * <p>One file has one direction, so the figures of the other are left out, and {@link #notes} says
 * so. {@code range} is the interval as text: ours are not symmetric, and the tool prints what is no
 * "± number" as it is.
 */
public final class GithubActionBenchmark {
  /** Which way the figures of a file are better, as the tool calls it. */
  public enum Direction {
    /** {@code customSmallerIsBetter}. */
    SMALLER_IS_BETTER("github-action-benchmark", "less"),
    /** {@code customBiggerIsBetter}. */
    BIGGER_IS_BETTER("github-action-benchmark-bigger", "more");

    private final String form;
    private final String word;

    Direction(String form, String word) {
      this.form = form;
      this.word = word;
    }

    private Direction other() {
      return this == SMALLER_IS_BETTER ? BIGGER_IS_BETTER : SMALLER_IS_BETTER;
    }

    private boolean fits(Figure figure) {
      return figure.metric().higherIsBetter() == (this == BIGGER_IS_BETTER);
    }
  }

  private final Reading document;
  private final Direction direction;
  private final List<Figure> figures;

  /** For the figures of a document that are better in that direction. */
  public GithubActionBenchmark(Reading document, Direction direction) {
    this(document, direction, document.figures());
  }

  GithubActionBenchmark(Reading document, Direction direction, List<Figure> figures) {
    this.document = document;
    this.direction = direction;
    this.figures = List.copyOf(figures);
  }

  /**
   * A JSON array.
   *
   * @throws RingbenchException bad input: it would be empty, which the tool refuses without saying
   *     why
   */
  public String render() {
    List<Map<String, Object>> entries =
        figures.stream().filter(direction::fits).filter(Figure::hasValue).map(this::entry).toList();
    if (entries.isEmpty()) {
      boolean others = figures.stream().anyMatch(direction.other()::fits);
      throw RingbenchException.badInput(
          "%s, a %s document, has no figure with a value where %s is better. %s"
              .formatted(
                  document.head().file(),
                  document.head().kind(),
                  direction.word,
                  others
                      ? "Its others go out with --to " + direction.other().form + "."
                      : "`ringbench report` says what it has, and why not."));
    }
    return DocumentJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(entries)
        + "\n";
  }

  private Map<String, Object> entry(Figure figure) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("name", VisibleText.line(figure.key().toString()));
    entry.put("unit", figure.metric().unit());
    entry.put("value", figure.value());
    if (figure.low() != null && figure.high() != null) {
      entry.put("range", number(figure.low()) + " to " + number(figure.high()));
    }
    entry.put("extra", VisibleText.lines(extra(figure)));
    return entry;
  }

  private String extra(Figure figure) {
    List<String> lines = new ArrayList<>();
    lines.add(
        figure.metric().isDeterministic()
            ? "counted; the range is what boots of one build differ by"
            : figure.observations().size() + " independent observations");
    if (figure.placement() != null) {
      lines.add("placement: " + figure.placement());
    }
    if (figure.reason() != null) {
      lines.add(figure.reason());
    }
    lines.add("kernel: " + document.head().environment().kernel().release());
    lines.add("ringbench: " + document.head().version());
    return String.join("\n", lines);
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.6g", value);
  }

  /** What was left out, a sentence each, for whoever ran the export. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    long otherWay = figures.stream().filter(direction.other()::fits).count();
    if (otherWay > 0) {
      notes.add(
          "%d figures where %s is better are left out: --to %s writes them, for a second file."
              .formatted(otherWay, direction.other().word, direction.other().form));
    }
    long unknown =
        figures.stream().filter(direction::fits).filter(figure -> !figure.hasValue()).count();
    if (unknown > 0) {
      notes.add(unknown + " figures have no value and are left out; `ringbench report` says why.");
    }
    return notes;
  }
}
