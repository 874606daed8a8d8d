// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.figure.Metric;
import dev.ringbench.figure.Row;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Placement;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How precise the rows of a run are: half of the 95 % interval of what a sensor adds, at the median
 * and on average, as a part of the latency of the operation with that sensor. That is defined for a
 * row that adds nothing, too.
 *
 * @param reached of the widest row; infinite: one has no interval
 * @param widest its name
 * @param wider how many rows are wider than what was asked for
 * @param rows of all
 */
public record Precision(double reached, String widest, int wider, int rows) {
  private static final List<BlockValue> OF = List.of(BlockValue.COST_P50, BlockValue.COST_MEAN);

  /**
   * Of all rows of a document but the baselines; {@code wanted}: the part that each should reach.
   */
  public static Precision of(RunDocument document, double wanted) {
    RunFigures figures = RunFigures.of(document);
    double reached = 0;
    String widest = "none";
    int wider = 0;
    int rows = 0;
    for (Availability tried : document.availability()) {
      Cell cell = tried.cell();
      if (!tried.available() || figures.sensor(cell.sensor()).placement() == Placement.BASELINE) {
        continue;
      }
      rows++;
      double ofRow = 0;
      for (BlockValue value : OF) {
        ofRow = Math.max(ofRow, part(figures, cell, value.added(), value.metric()));
      }
      wider += ofRow > wanted ? 1 : 0;
      if (ofRow > reached) {
        reached = ofRow;
        widest = cell.toString();
      }
    }
    return new Precision(reached, widest, wider, rows);
  }

  private static double part(RunFigures figures, Cell cell, Metric added, Metric whole) {
    Optional<Row> row = figures.row(cell, added);
    Optional<Row> latency = figures.row(cell, whole);
    if (row.isEmpty() || latency.isEmpty() || row.get().ciLow() == null) {
      return Double.POSITIVE_INFINITY;
    }
    return (row.get().ciHigh() - row.get().ciLow()) / 2 / latency.get().value();
  }

  /** What was reached of what was asked for. */
  String sentence(double wanted, int forks) {
    if (rows == 0) {
      return "No row has a precision: beside the baselines nothing was measured.";
    }
    return wider == 0
        ? String.format(
            Locale.ROOT,
            "The precision of %s %% that was asked for is reached after %d forks: the widest of %d"
                + " rows is %s, %.1f %%.",
            percent(wanted),
            forks,
            rows,
            widest,
            100 * reached)
        : String.format(
            Locale.ROOT,
            "The precision of %s %% that was asked for is NOT reached after %d forks: %d of %d rows"
                + " are wider, the widest is %s%s.",
            percent(wanted),
            forks,
            wider,
            rows,
            widest,
            Double.isInfinite(reached)
                ? ", which has no interval"
                : String.format(Locale.ROOT, ", %.1f %%", 100 * reached));
  }

  private static String percent(double part) {
    return BigDecimal.valueOf(100 * part)
        .round(new MathContext(3))
        .stripTrailingZeros()
        .toPlainString();
  }
}
