// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.document.PlacementName;
import dev.ringbench.figure.Histograms;
import dev.ringbench.figure.Metric;
import dev.ringbench.figure.Row;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import dev.ringbench.section.Chart;
import dev.ringbench.section.IntervalsChart;
import dev.ringbench.section.IntervalsChart.Mark;
import dev.ringbench.section.LinesChart;
import dev.ringbench.section.Texts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.HdrHistogram.Histogram;

/** Charts of latencies, or of counted instructions. */
public final class RunCharts {
  /** In the ids of charts of costs by number of rules. */
  static final String RULES = "-rules-";

  private static final int LINES_AT_FIRST = 6;

  /** Percentiles of the logarithmic axis, as 1 / (1 - p). */
  private static final double[] NINES = {
    1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.3, 8, 10, 16, 25, 40, 63, 100, 160, 250, 400, 630, 1000,
    1600, 2500, 4000, 6300, 10_000, 100_000
  };

  private final String prefix;
  private final RunFigures comparison;
  private final boolean counted;
  private final String unit;

  /** {@code prefix}: of ids. */
  public RunCharts(String prefix, RunFigures comparison) {
    this.prefix = prefix;
    this.comparison = comparison;
    this.counted = !comparison.document().instructionCounts().isEmpty();
    this.unit = counted ? "instructions" : "ns";
  }

  public List<Chart> charts() {
    List<Chart> charts = new ArrayList<>();
    for (Operation operation : comparison.document().run().operations()) {
      cost(operation).ifPresent(charts::add);
      handoffs(operation).ifPresent(charts::add);
      if (!counted) {
        percentiles(operation).ifPresent(charts::add);
      }
      rules(operation).ifPresent(charts::add);
    }
    return charts;
  }

  private Metric metric() {
    return counted ? Metric.ADDED_INSTRUCTIONS : Metric.ADDED_P50;
  }

  /** Available ones without rules, those of no sensor left out, by placement and effect. */
  private List<Cell> cells(Operation operation) {
    return comparison.document().availability().stream()
        .filter(Availability::available)
        .map(Availability::cell)
        .filter(cell -> cell.operation() == operation && cell.rules() == 0)
        .filter(cell -> placement(cell) != Placement.BASELINE)
        .sorted(Comparator.comparing(this::placement).thenComparing(this::sortedAs))
        .toList();
  }

  /** Those without an effect come last. */
  private double sortedAs(Cell cell) {
    return effect(cell).map(Row::value).orElse(Double.POSITIVE_INFINITY);
  }

  private String header() {
    int boots = comparison.document().run().forks();
    return "added p50" + (!counted ? " [95 %]" : boots > 1 ? " [" + boots + " boots]" : "");
  }

  private Placement placement(Cell cell) {
    return comparison.sensor(cell.sensor()).placement();
  }

  private static String named(Cell cell) {
    return cell.sensor() + (cell.handoff() == Handoff.NONE ? "" : " (" + cell.handoff() + ")");
  }

  private Optional<Row> effect(Cell cell) {
    return comparison.row(cell, metric()).filter(Row::hasValue);
  }

  private String text(Row row) {
    return Texts.added(row.value(), row.ciLow(), row.ciHigh(), unit)
        + (row.isSignificant() ? "" : " " + row.sign() + " " + row.reason());
  }

  private static Mark mark(Row row) {
    return row.isSignificant() ? Mark.SOLID : Mark.HOLLOW;
  }

  private Optional<Chart> cost(Operation operation) {
    IntervalsChart chart =
        new IntervalsChart("added to the median " + operation + " (" + unit + ")", unit, true);
    for (Cell cell : cells(operation)) {
      effect(cell)
          .ifPresent(
              row ->
                  chart.add(
                      named(cell),
                      PlacementName.of(placement(cell)),
                      row.value(),
                      row.ciLow(),
                      row.ciHigh(),
                      mark(row),
                      text(row)));
    }
    for (Cell cell : cells(operation)) {
      floor(cell)
          .ifPresent(
              row ->
                  chart.add(
                      named(cell),
                      "its floor",
                      row.value(),
                      null,
                      null,
                      Mark.FLOOR,
                      row.sensor() + " " + text(row)));
    }
    List<String> captions = new ArrayList<>();
    captions.add(
        counted
            ? "Guest instructions that a sensor adds to the median operation, against no sensor; from"
                + " the least to the most of the guest's boots."
            : "Median latency that a sensor adds, against no sensor in the same rounds; 95 %"
                + " intervals.");
    captions.add(
        "Coloured by where the decision runs; a bar is the cheapest possible thing at the same hook;"
            + " hollow: not significant (= equivalent to no sensor, ~ undecided).");
    comparison
        .noiseFloor(operation, BlockValue.COST_P50)
        .filter(floor -> !counted && floor.isKnown())
        .ifPresent(
            floor ->
                captions.add(
                    String.format(
                        Locale.ROOT,
                        "Noise floor %.0f ns: what no sensor showed against no sensor.",
                        floor.width())));
    return chart.isEmpty()
        ? Optional.empty()
        : Optional.of(
            chart.chart(
                prefix + "-cost-" + operation,
                operation + ": cost by placement, against its floor",
                captions,
                List.of("sensor", "placement", header())));
  }

  /**
   * As in the table: of a verdict from user mode the bare hand-off, else the null hook's effect.
   */
  private Optional<Row> floor(Cell cell) {
    Sensor sensor = comparison.sensor(cell.sensor());
    if (sensor.placement() == Placement.USER_SYNC) {
      return comparison.floor("handoff-floor", cell.handoff()).filter(Row::hasValue);
    }
    return sensor.floor() == null || comparison.sensor(sensor.floor()) == null
        ? Optional.empty()
        : effect(new Cell(sensor.floor(), cell.operation(), Handoff.NONE))
            .filter(Row::isSignificant);
  }

  private Optional<Chart> handoffs(Operation operation) {
    IntervalsChart chart =
        new IntervalsChart("added to the median " + operation + " (" + unit + ")", unit, true)
            .dodged();
    List<Cell> cells = cells(operation).stream().filter(c -> c.handoff() != Handoff.NONE).toList();
    Set<Handoff> kinds = new LinkedHashSet<>();
    for (Cell cell : cells) {
      effect(cell)
          .ifPresent(
              row -> {
                kinds.add(cell.handoff());
                chart.add(
                    cell.sensor(),
                    cell.handoff().toString(),
                    row.value(),
                    row.ciLow(),
                    row.ciHigh(),
                    mark(row),
                    text(row));
              });
    }
    return kinds.size() < 2
        ? Optional.empty()
        : Optional.of(
            chart.chart(
                prefix + "-handoff-" + operation,
                operation + ": what the hand-off to the sensor's thread changes",
                List.of(
                    "The same sensors with their thread on the workload's CPU, on another, and"
                        + " spinning there."),
                List.of("sensor", "hand-off", header())));
  }

  private Optional<Chart> percentiles(Operation operation) {
    Map<Cell, Histogram> merged = new LinkedHashMap<>();
    for (CellHistogram stored : comparison.document().histograms()) {
      Cell cell = stored.cell();
      if (cell.operation() == operation && cell.rules() == 0 && stored.metric().equals("cost")) {
        merged
            .computeIfAbsent(cell, key -> Histograms.empty())
            .add(Histograms.decode(stored.encoded()));
      }
    }
    LinesChart chart =
        new LinesChart("percentiles", "percentile", "", "latency of the " + operation, "ns")
            .with("yLog");
    for (Map.Entry<Cell, Histogram> entry : merged.entrySet()) {
      String name = named(entry.getKey());
      Histogram histogram = entry.getValue();
      for (double nines : NINES) {
        if (nines <= histogram.getTotalCount()) {
          double percentile = 100 * (1 - 1 / nines);
          double value = (double) histogram.getValueAtPercentile(percentile);
          chart.add(
              name,
              nines,
              value,
              String.format(Locale.ROOT, "%.5g %%: %s", percentile, Texts.ns(value)));
        }
      }
    }
    return chart.isEmpty()
        ? Optional.empty()
        : Optional.of(
            chart.chart(
                prefix + "-percentiles-" + operation,
                operation + ": latency by percentile",
                List.of(
                    "All operations of all forks (closed loop), on HdrHistogram's axis: each step to"
                        + " the right is ten times rarer. Choose sensors above."),
                atFirst(operation, chart.names())));
  }

  /** No sensor, and the cheapest of each placement. */
  private Set<String> atFirst(Operation operation, Set<String> names) {
    Set<String> shown = new LinkedHashSet<>(List.of("none"));
    Set<Placement> placements = new LinkedHashSet<>();
    cells(operation).stream()
        .filter(cell -> placement(cell) != Placement.FLOOR && effect(cell).isPresent())
        .sorted(Comparator.comparing(cell -> effect(cell).orElseThrow().value()))
        .filter(cell -> placements.add(placement(cell)))
        .limit(LINES_AT_FIRST)
        .forEach(cell -> shown.add(named(cell)));
    shown.retainAll(names);
    return shown;
  }

  private Optional<Chart> rules(Operation operation) {
    RuleCosts figures = new RuleCosts(comparison);
    if (!figures.any()) {
      return Optional.empty();
    }
    LinesChart chart =
        new LinesChart("lines", "rules", "", "added to the median " + operation, unit).with("yLog");
    comparison.document().availability().stream()
        .filter(tried -> tried.available() && tried.cell().operation() == operation)
        .map(Availability::cell)
        .filter(cell -> comparison.sensor(cell.sensor()).evaluates())
        .sorted(Comparator.comparing(this::placement).thenComparing(Cell::rules))
        .forEach(
            cell ->
                effect(cell)
                    .filter(row -> row.value() > 0)
                    .ifPresent(
                        row -> {
                          String name = named(cell.withRules(0));
                          chart.add(
                              name,
                              cell.rules(),
                              row.value(),
                              cell.rules() + " rules: " + text(row));
                          chart.row(name, Integer.toString(cell.rules()), text(row));
                        }));
    List<String> captions = new ArrayList<>(figures.breakEvens());
    return chart.isEmpty()
        ? Optional.empty()
        : Optional.of(
            chart.chart(
                prefix + RULES + operation,
                operation + ": cost by number of rules, and where the kernel's advantage ends",
                captions,
                List.of("sensor", "rules", header()),
                null));
  }
}
