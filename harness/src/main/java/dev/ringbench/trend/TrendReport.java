// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import dev.ringbench.figure.Metric;
import dev.ringbench.section.Column;
import dev.ringbench.section.Section;
import dev.ringbench.section.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Rows over time, as a person reads them. */
public final class TrendReport {
  private static final double MANY_DIGITS = 1000;
  private static final double SOME_DIGITS = 10;

  private final String bars;
  private final boolean all;

  /**
   * How to write it.
   *
   * @param blocks whether series are drawn with block characters; false: with digits
   * @param all whether rows without a change are drawn, too
   */
  public TrendReport(boolean blocks, boolean all) {
    this.bars = blocks ? Sparkline.BLOCKS : Sparkline.DIGITS;
    this.all = all;
  }

  /** A section for each machine, followed by one for each of its rows that changed. */
  public List<Section> sections(List<TrendRow> rows) {
    Map<String, List<TrendRow>> byMachine =
        rows.stream()
            .collect(
                Collectors.groupingBy(TrendRow::machine, LinkedHashMap::new, Collectors.toList()));
    List<Section> sections = new ArrayList<>();
    byMachine.forEach((machine, of) -> sections.addAll(machine(machine, of)));
    return sections;
  }

  private List<Section> machine(String machine, List<TrendRow> rows) {
    List<TrendRow> changed = rows.stream().filter(row -> !row.changes().isEmpty()).toList();
    List<TrendRow> steady =
        rows.stream().filter(row -> row.changes().isEmpty() && row.missing() == 0).toList();
    List<TrendRow> few = rows.stream().filter(row -> row.missing() > 0).toList();
    List<String> sentences = new ArrayList<>();
    sentences.add(runs(rows));
    sentences.add(
        "%d rows changed, %d did not, and %d have too few runs to decide."
            .formatted(changed.size(), steady.size(), few.size()));
    if (!few.isEmpty()) {
      sentences.add(
          "A row needs %d runs; with %d more runs, all of these rows are searched."
              .formatted(
                  Trend.MIN_POINTS, few.stream().mapToInt(TrendRow::missing).max().orElseThrow()));
    }
    List<List<String>> table = new ArrayList<>();
    if (all) {
      steady.forEach(row -> table.add(line(row)));
      few.forEach(row -> table.add(line(row)));
    } else if (!steady.isEmpty() || !few.isEmpty()) {
      sentences.add("`--all` draws the rows that did not change, too.");
    }
    List<Section> sections = new ArrayList<>();
    sections.add(
        Section.of(
            machine,
            Table.of(
                List.of(
                    Column.text("row"),
                    Column.text("metric"),
                    Column.number("runs").droppedAs(1),
                    Column.text("series"),
                    Column.number("last")),
                table),
            sentences));
    changed.forEach(row -> sections.add(changed(row)));
    return sections;
  }

  private static String runs(List<TrendRow> rows) {
    List<StoredRun> runs =
        rows.stream()
            .flatMap(row -> row.points().stream())
            .map(TrendPoint::run)
            .distinct()
            .sorted(Comparator.comparing(StoredRun::startedAt))
            .toList();
    return "%d runs, %s to %s."
        .formatted(runs.size(), runs.get(0).startedAt(), runs.get(runs.size() - 1).startedAt());
  }

  private List<String> line(TrendRow row) {
    return List.of(
        row.row(),
        row.metric().toString(),
        Integer.toString(row.points().size()),
        drawn(row),
        value(row.last().value(), row.metric()));
  }

  private String drawn(TrendRow row) {
    return Sparkline.of(
        row.points().stream().mapToDouble(TrendPoint::value).toArray(),
        row.changes().stream().map(TrendRow.Change::index).toList(),
        bars);
  }

  private Section changed(TrendRow row) {
    List<String> sentences = new ArrayList<>();
    double low = row.points().stream().mapToDouble(TrendPoint::value).min().orElseThrow();
    double high = row.points().stream().mapToDouble(TrendPoint::value).max().orElseThrow();
    sentences.add(
        "%s  %d runs between %s and %s, the last %s."
            .formatted(
                drawn(row),
                row.points().size(),
                value(low, row.metric()),
                value(high, row.metric()),
                value(row.last().value(), row.metric())));
    row.changes().forEach(change -> sentences.add(sentence(row, change)));
    return Section.of(row.row() + ", " + row.metric(), sentences);
  }

  /** What changed, by how much, since when and with which commit. */
  public static String sentence(TrendRow row, TrendRow.Change change) {
    StoredRun before = row.before(change).run();
    StoredRun first = row.first(change).run();
    StringBuilder text = new StringBuilder();
    text.append(row.isBetter(change) ? "Better: " : "Worse: ")
        .append(value(change.before(), row.metric()))
        .append(" -> ")
        .append(value(change.after(), row.metric()))
        .append(" (")
        .append(percent(change))
        .append(
            row.metric().isDeterministic()
                ? "more than boots of one build differ by"
                : change.pValue() < 1e-6
                    ? "p < 0.000001"
                    : String.format(Locale.ROOT, "p = %.6f", change.pValue()))
        .append(") since ")
        .append(first.startedAt())
        .append(", ")
        .append(commit(first, before))
        .append(" [")
        .append(first.name())
        .append("].");
    if (!Objects.equals(first.kernel(), before.kernel())) {
      text.append(" The kernel changed there, too: ")
          .append(before.kernel())
          .append(" -> ")
          .append(first.kernel())
          .append('.');
    }
    if (change.pointsAfter() == 1) {
      text.append(" One run says so: measure once more.");
    }
    return text.toString();
  }

  private static String commit(StoredRun first, StoredRun before) {
    if (first.commit() == null) {
      return "commit unknown";
    }
    if (first.commit().equals(before.commit())) {
      return "commit " + first.commit() + " as before: it is not the code";
    }
    return "commit "
        + first.commit()
        + (before.commit() == null ? "" : " after " + before.commit());
  }

  private static String percent(TrendRow.Change change) {
    return Double.isFinite(change.relative())
        ? String.format(Locale.ROOT, "%+.1f %%, ", 100 * change.relative())
        : "";
  }

  /** "12,345 ns", "97.1 %". */
  public static String value(double value, Metric metric) {
    String number = number(value);
    return switch (metric.unit()) {
      case "ratio" -> String.format(Locale.ROOT, "%.3fx", value);
      case "share" -> number(100 * value) + " %";
      case "class" -> "class " + number;
      default -> number + " " + metric.unit();
    };
  }

  private static String number(double value) {
    double size = Math.abs(value);
    if (size >= MANY_DIGITS || value == Math.rint(value)) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, size >= SOME_DIGITS ? "%.1f" : "%.3g", value);
  }
}
