// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.figure.Metric;
import dev.ringbench.figure.Row;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Sensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.statistics.descriptive.Median;

/**
 * Guest instructions per operation. They have no intervals: a count repeats. {@code
 * instructions_p50} is the median operation between its stamps, the hook's work in it; {@code
 * instructions_mean} is everything the one CPU did, consumer and background included, for each
 * operation.
 */
final class InstructionRows {
  static final String UNIT = "instructions";
  static final Metric P50 = Metric.INSTRUCTIONS_P50;
  static final Metric ADDED_P50 = Metric.ADDED_INSTRUCTIONS;
  static final Metric MEAN = Metric.INSTRUCTIONS_MEAN;
  static final Metric ADDED_MEAN = Metric.ADDED_INSTRUCTIONS_MEAN;

  private final RunFigures comparison;
  private final Map<Cell, InstructionCount> counts = new LinkedHashMap<>();

  /** Whether a count of that metric is one of what a sensor adds. */
  static boolean isEffect(Metric metric) {
    return metric == ADDED_P50 || metric == ADDED_MEAN;
  }

  InstructionRows(RunFigures comparison) {
    this.comparison = comparison;
    comparison.document().instructionCounts().forEach(count -> counts.put(count.cell(), count));
  }

  /** Every figure, in the order of counting. */
  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (InstructionCount count : counts.values()) {
      if (count.medians().isEmpty()) {
        String why = count.reason() == null ? "the guest ended before it" : count.reason();
        rows.add(row(count.cell(), P50, null, Row.Status.UNAVAILABLE, why));
        continue;
      }
      Sensor sensor = comparison.sensor(count.sensor());
      Cell baseline = new Cell(sensor.baseline(), count.operation(), Handoff.NONE);
      InstructionCount without = baseline.equals(count.cell()) ? null : counts.get(baseline);
      add(
          rows,
          count.cell(),
          P50,
          ADDED_P50,
          median(count),
          without == null ? null : median(without));
      add(
          rows,
          count.cell(),
          MEAN,
          ADDED_MEAN,
          mean(count),
          without == null ? null : mean(without));
    }
    return rows;
  }

  private void add(
      List<Row> rows, Cell cell, Metric metric, Metric added, Double value, Double without) {
    if (value == null) {
      return;
    }
    rows.add(row(cell, metric, value, Row.Status.EMULATED, null));
    if (without != null) {
      rows.add(
          row(
              cell,
              added,
              value - without,
              Row.Status.EMULATED,
              hidden(rows, cell, added, value - without)));
    }
  }

  /** Why an effect says nothing: nothing at all, the placebo, did as much. */
  private static String hidden(List<Row> rows, Cell cell, Metric metric, double effect) {
    return rows.stream()
        .filter(row -> row.sensor().equals("placebo"))
        .filter(row -> row.operation() == cell.operation() && row.metric() == metric)
        .filter(row -> row.value() != 0 && Math.abs(effect) <= Math.abs(row.value()))
        .findFirst()
        .map(
            row ->
                String.format(
                    Locale.ROOT,
                    "below the noise floor of %,.0f instructions",
                    Math.abs(row.value())))
        .orElse(null);
  }

  private static Double median(InstructionCount count) {
    return middle(count.medians());
  }

  private static Double mean(InstructionCount count) {
    Double total = middle(count.totals());
    return total == null ? null : total / count.operations();
  }

  private static Double middle(List<Long> values) {
    return values.isEmpty()
        ? null
        : Median.withDefaults().evaluate(values.stream().mapToDouble(Long::doubleValue).toArray());
  }

  private Row row(Cell cell, Metric metric, Double value, Row.Status status, String reason) {
    return comparison.row(cell, "instructions", metric, value, status, reason);
  }
}
