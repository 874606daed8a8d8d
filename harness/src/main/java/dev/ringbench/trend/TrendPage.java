// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import dev.ringbench.document.Rerun;
import dev.ringbench.figure.Metric;
import dev.ringbench.render.Page;
import dev.ringbench.section.Chart;
import dev.ringbench.section.LinesChart;
import dev.ringbench.section.Section;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A store of runs as one HTML file: each row over time, and where it changed. */
public final class TrendPage {
  private static final int MOST_CHARTS = 40;
  private static final int MOST_ANSWERS = 5;
  private static final int SHOWN_AT_FIRST = 6;

  /** Of all rows that did not change: half a page's size. */
  private static final int MOST_POINTS = 20_000;

  private final List<TrendRow> rows;
  private final String store;
  private final TrendFilter filter;
  private final double maxPValue;
  private final String version;

  /**
   * A page.
   *
   * @param store where the rows are from
   * @param filter that they have passed
   * @param maxPValue by which their changes were found
   * @param version of this Ringbench
   */
  public TrendPage(
      List<TrendRow> rows, String store, TrendFilter filter, double maxPValue, String version) {
    this.rows = List.copyOf(rows);
    this.store = store;
    this.filter = filter;
    this.maxPValue = maxPValue;
    this.version = version;
  }

  /** The file's text. */
  public String render() {
    Map<String, List<TrendRow>> byMachine =
        rows.stream()
            .collect(
                Collectors.groupingBy(TrendRow::machine, LinkedHashMap::new, Collectors.toList()));
    List<Page.Part> parts = new ArrayList<>();
    byMachine.forEach((machine, of) -> parts.add(machine("m" + (parts.size() + 1), machine, of)));
    return new Page(
            "What security sensors cost, over time",
            "Runs of " + store + ", kept by Ringbench; made by " + version + ".",
            answers(byMachine.size()),
            List.of(),
            parts,
            "Every figure comes from the documents in the store. docs/trend.md defines a change and has the rate of false alarms.")
        .render();
  }

  /** How much changed, and what changed last. */
  private List<String> answers(int machines) {
    List<String> answers = new ArrayList<>();
    long changed = rows.stream().filter(row -> !row.changes().isEmpty()).count();
    answers.add(
        "%d of %d rows changed, on %s."
            .formatted(
                changed, rows.size(), machines == 1 ? "one machine" : machines + " machines"));
    rows.stream()
        .filter(row -> !row.changes().isEmpty())
        .sorted(Comparator.comparing(TrendPage::lastChange).reversed())
        .limit(MOST_ANSWERS - 1)
        .forEach(
            row ->
                answers.add(
                    name(row)
                        + ": "
                        + TrendReport.sentence(row, row.changes().get(row.changes().size() - 1))));
    return answers;
  }

  private static Instant lastChange(TrendRow row) {
    return row.first(row.changes().get(row.changes().size() - 1)).run().startedAt();
  }

  private Page.Part machine(String id, String machine, List<TrendRow> of) {
    List<Chart> charts = new ArrayList<>();
    of.stream()
        .filter(row -> !row.changes().isEmpty())
        .limit(MOST_CHARTS)
        .forEach(row -> charts.add(changed(id + "-changed-" + charts.size(), row)));
    Map<Metric, List<TrendRow>> steady =
        of.stream()
            .filter(row -> row.changes().isEmpty())
            .collect(
                Collectors.groupingBy(TrendRow::metric, LinkedHashMap::new, Collectors.toList()));
    int most = Math.max(2, MOST_POINTS / Math.max(1, rows.size()));
    steady.forEach(
        (metric, same) -> charts.add(steady(id + "-steady-" + charts.size(), metric, same, most)));
    return new Page.Part(id, machine, charts, undrawn(of), rerun());
  }

  private String rerun() {
    return Rerun.command(
        "./ringbench trend --all",
        Rerun.option("--store", List.of(store)),
        Rerun.option("--row", given(filter.row())),
        Rerun.option("--metric", given(filter.metric())),
        Rerun.option("--since", given(filter.since())),
        Rerun.option("--machine", given(filter.machine())),
        Rerun.option(
            "--p-value",
            List.of(BigDecimal.valueOf(maxPValue).stripTrailingZeros().toPlainString())));
  }

  private static List<Object> given(Object value) {
    return value == null ? List.of() : List.of(value);
  }

  /** The machine's own section, and of the rows that changed those that have no chart. */
  private static List<Section> undrawn(List<TrendRow> of) {
    List<Section> sections = new TrendReport(true, true).sections(of);
    List<Section> undrawn = new ArrayList<>(sections.subList(0, 1));
    sections.stream().skip(1 + MOST_CHARTS).forEach(undrawn::add);
    return undrawn;
  }

  private static String name(TrendRow row) {
    return row.row() + ", " + row.metric();
  }

  private static LinesChart lines(Metric metric) {
    return new LinesChart("lines", "", "", metric.toString(), metric.unit())
        .with("xTime")
        .with("yScale");
  }

  private static String text(TrendRow row, TrendPoint point) {
    return point.run().startedAt()
        + ", "
        + (point.run().commit() == null ? "commit unknown" : "commit " + point.run().commit())
        + ": "
        + TrendReport.value(point.value(), row.metric());
  }

  /** Its points, and the median of each stretch between changes. */
  private static Chart changed(String id, TrendRow row) {
    LinesChart chart = lines(row.metric());
    row.points()
        .forEach(
            point ->
                chart.add(
                    row.row(),
                    point.run().startedAt().toString(),
                    point.value(),
                    text(row, point)));
    int from = 0;
    for (TrendRow.Change change : row.changes()) {
      stretch(chart, row, from, change.index(), change.before());
      from = change.index();
    }
    stretch(
        chart, row, from, row.points().size(), row.changes().get(row.changes().size() - 1).after());
    row.points()
        .forEach(
            point ->
                chart.row(
                    point.run().startedAt().toString(),
                    point.run().commit() == null ? "unknown" : point.run().commit(),
                    TrendReport.value(point.value(), row.metric())));
    return chart.chart(
        id,
        name(row),
        row.changes().stream().map(change -> TrendReport.sentence(row, change)).toList(),
        List.of("run", "commit", row.metric().toString()),
        null);
  }

  private static void stretch(LinesChart chart, TrendRow row, int from, int to, double median) {
    for (int end : new int[] {from, to - 1}) {
      chart.add(
          "median from " + row.points().get(from).run().startedAt(),
          row.points().get(end).run().startedAt().toString(),
          median,
          "median " + TrendReport.value(median, row.metric()));
    }
  }

  private static Chart steady(String id, Metric metric, List<TrendRow> rows, int most) {
    LinesChart chart = lines(metric);
    Set<String> shown = new LinkedHashSet<>();
    for (TrendRow row : rows) {
      int size = row.points().size();
      int step = (size + most - 1) / most;
      for (int i = 0; i < size; i++) {
        if (i % step == 0 || i == size - 1) {
          TrendPoint point = row.points().get(i);
          chart.add(row.row(), point.run().startedAt().toString(), point.value(), text(row, point));
        }
      }
      if (shown.size() < SHOWN_AT_FIRST) {
        shown.add(row.row());
      }
      chart.row(row.row(), Integer.toString(size), TrendReport.value(row.last().value(), metric));
    }
    return chart.chart(
        id,
        metric + ": no change found",
        List.of("Rows with too few runs to decide are among them."),
        List.of("row", "runs", "last"),
        shown);
  }
}
