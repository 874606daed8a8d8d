// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The comparison as tidy CSV (RFC 4180), one figure a line. */
public final class CsvExport {
  private static final String HEADER =
      "experiment,operation,sensor,placement,mode,handoff,metric,unit,value,ci_low,ci_high,status,"
          + "reason";

  private CsvExport() {}

  /** Header and lines, each ended by a line feed. */
  public static String render(Comparison comparison) {
    return Stream.concat(Stream.of(HEADER), comparison.rows().stream().map(CsvExport::line))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String line(Row row) {
    return Stream.of(
            row.experimentWithRules(),
            row.operation(),
            row.sensor(),
            row.placement(),
            row.mode(),
            row.handoff(),
            row.metric(),
            row.unit(),
            number(row.value()),
            number(row.ciLow()),
            number(row.ciHigh()),
            row.status(),
            row.reason())
        .map(value -> quoted(Objects.toString(value, "")))
        .collect(Collectors.joining(","));
  }

  private static String number(Double value) {
    return value == null ? "" : String.format(Locale.ROOT, "%.4f", value);
  }

  private static String quoted(String text) {
    return text.matches("(?s).*[\",\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
