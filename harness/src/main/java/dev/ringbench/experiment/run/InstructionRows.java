// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.counted.CountedNoise;
import dev.ringbench.counted.CountedRow;
import dev.ringbench.figure.Metric;
import dev.ringbench.figure.Row;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.stats.Interval;
import dev.ringbench.stats.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Guest instructions per operation: the median over the boots of the guest, from the least of them
 * to the most. {@code instructions_p50} is the median operation between its stamps, the hook's work
 * in it; {@code instructions_mean} is everything the one CPU did, consumer and background included,
 * for each operation.
 */
final class InstructionRows {
  static final String UNIT = "instructions";
  static final Metric P50 = Metric.INSTRUCTIONS_P50;
  static final Metric ADDED_P50 = Metric.ADDED_INSTRUCTIONS;
  static final Metric MEAN = Metric.INSTRUCTIONS_MEAN;
  static final Metric ADDED_MEAN = Metric.ADDED_INSTRUCTIONS_MEAN;

  private final RunFigures comparison;
  private final CountedNoise noise;

  /** Whether a count of that metric is one of what a sensor adds. */
  static boolean isEffect(Metric metric) {
    return metric == ADDED_P50 || metric == ADDED_MEAN;
  }

  InstructionRows(RunFigures comparison) {
    this.comparison = comparison;
    this.noise =
        new CountedNoise(comparison.document().instructionCounts(), comparison::baselineOf);
  }

  /** Every figure, in the order of counting. */
  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (CountedRow counted : noise.rows()) {
      Cell cell = counted.cell();
      if (counted.reason() != null) {
        rows.add(
            comparison.row(
                cell, UNIT, P50, (Double) null, Row.Status.UNAVAILABLE, counted.reason()));
        continue;
      }
      add(rows, cell, P50, counted.medians(), null);
      Map<Integer, Double> added = noise.added(cell);
      add(rows, cell, ADDED_P50, added, added.isEmpty() ? null : hidden(cell, added));
      add(rows, cell, MEAN, counted.means(), null);
      add(rows, cell, ADDED_MEAN, noise.added(cell, CountedRow::means), meanHidden(cell));
    }
    return rows;
  }

  private void add(
      List<Row> rows, Cell cell, Metric metric, Map<Integer, Double> byBoot, String reason) {
    if (!byBoot.isEmpty()) {
      Interval boots = CountedRow.overBoots(byBoot);
      Mark mark = isEffect(metric) ? mark(cell, reason) : null;
      rows.add(comparison.row(cell, UNIT, metric, boots, mark, reason));
    }
  }

  /** What lies within the noise is equivalent to none where the noise itself is small. */
  private Mark mark(Cell cell, String reason) {
    if (reason == null) {
      return Mark.SIGNIFICANT;
    }
    boolean small = noise.of(cell) <= RunFigures.MARGIN * noise.operation(cell);
    return small ? Mark.EQUIVALENT : Mark.UNDECIDED;
  }

  /** Why an effect says nothing: counts of two boots differ by as much without any. */
  private String hidden(Cell cell, Map<Integer, Double> added) {
    double least = noise.of(cell);
    return Math.abs(CountedRow.overBoots(added).estimate()) > least
        ? null
        : String.format(Locale.ROOT, "below the noise floor of %,.0f instructions", least);
  }

  /** The same of all instructions, which hold what the kernel does in the background. */
  private String meanHidden(Cell cell) {
    Map<Integer, Double> added = noise.added(cell, CountedRow::means);
    Cell placebo = new Cell(RunFigures.PLACEBO, cell.operation(), Handoff.NONE);
    Map<Integer, Double> nothing = noise.added(placebo, CountedRow::means);
    if (added.isEmpty() || nothing.isEmpty()) {
      return null;
    }
    double least = nothing.values().stream().mapToDouble(Math::abs).max().orElse(0);
    return Math.abs(CountedRow.overBoots(added).estimate()) > least
        ? null
        : String.format(Locale.ROOT, "below the noise floor of %,.0f instructions", least);
  }
}
