// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.export;

import dev.ringbench.document.Reading;
import dev.ringbench.figure.Row;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.VisibleText;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The figures of a document as tidy CSV (RFC 4180), one a line. */
public final class Csv {
  private static final String HEADER =
      "experiment,operation,sensor,placement,mode,handoff,metric,unit,value,ci_low,ci_high,status,"
          + "reason,mark";

  /** The last four are the wide forms, which some spreadsheets take for the others. */
  private static final Pattern FORMULA =
      Pattern.compile("\\s*[=+\\-@\\uFF1D\\uFF0B\\uFF0D\\uFF20]|[\\t\\r]");

  private Csv() {}

  /**
   * Header and lines, each ended by a line feed.
   *
   * @throws RingbenchException bad input: there would be no line
   */
  public static String render(Reading document) {
    List<Row> rows = document.rows();
    if (rows.isEmpty()) {
      throw RingbenchException.badInput(
          "The document has no figures, so there is nothing to export. `ringbench report` shows what"
              + " it has.");
    }
    return Stream.concat(Stream.of(HEADER), rows.stream().map(Csv::line))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String line(Row row) {
    return Stream.of(
            text(row.experimentWithRules()),
            text(row.operation()),
            text(row.sensor()),
            text(row.placement()),
            text(row.mode()),
            text(row.handoff()),
            text(row.metric()),
            text(row.unit()),
            number(row.value()),
            number(row.ciLow()),
            number(row.ciHigh()),
            text(row.status()),
            text(row.reason()),
            text(row.mark()))
        .collect(Collectors.joining(","));
  }

  /** As a cell that a spreadsheet takes for text: one that begins a formula gets an apostrophe. */
  private static String text(Object value) {
    String text = VisibleText.lines(Objects.toString(value, ""));
    return quoted(FORMULA.matcher(text).lookingAt() ? "'" + text : text);
  }

  private static String number(Double value) {
    return value == null ? "" : String.format(Locale.ROOT, "%.4f", value);
  }

  private static String quoted(String text) {
    return text.matches("(?s).*[\",\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
