// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.counted;

import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.stats.Interval;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * By how much counted instructions of a row differ though nothing has changed: between two boots of
 * the guest its kernel lies elsewhere in memory, and some paths become longer or shorter.
 * docs/method.md has what was measured.
 */
public final class CountedNoise {
  /**
   * Of a row's instructions, where an operation is a call: more than any row's boots differed by.
   */
  private static final double CALLS = 0.001;

  /** The same where each operation makes a process, whose median spans scheduling. */
  private static final double PROCESSES = 0.004;

  /** Id of the sensor whose difference to the baseline is the noise floor. */
  public static final String PLACEBO = "placebo";

  private final UnaryOperator<Cell> baselines;
  private final Map<Cell, CountedRow> rows;

  /**
   * Of one kernel in one document.
   *
   * @param baselines the row that the cost of another is paired with
   */
  public CountedNoise(List<InstructionCount> counts, UnaryOperator<Cell> baselines) {
    this.baselines = baselines;
    this.rows = CountedRow.of(counts);
  }

  /** Every row that was to be counted, in the order of counting. */
  public Collection<CountedRow> rows() {
    return rows.values();
  }

  /**
   * Instructions of an effect that is none for all that is known: a general part of the operation,
   * or what the row's own boots, or blocks of one boot, differ by, or what no sensor at all added
   * in some boot, whichever is the most.
   */
  public double of(Cell cell) {
    CountedRow row = rows.get(cell);
    double own = Math.max(spread(added(cell)), (double) row.withinBoots());
    return Math.max(
        operation(cell) * (cell.operation().makesProcess() ? PROCESSES : CALLS),
        Math.max(own, placebo(cell.operation())));
  }

  /** Instructions of the median operation. */
  public double operation(Cell cell) {
    return CountedRow.overBoots(rows.get(cell).medians()).estimate();
  }

  /** The most that the placebo added in any boot, or seemed to save. */
  private double placebo(Operation operation) {
    return added(new Cell(PLACEBO, operation, Handoff.NONE)).values().stream()
        .mapToDouble(Math::abs)
        .max()
        .orElse(0);
  }

  /** Of the median operation, by boot; empty: there is no such row, or no baseline of it. */
  public Map<Integer, Double> added(Cell cell) {
    return added(cell, CountedRow::medians);
  }

  /** The same of whatever a boot has one value of. */
  public Map<Integer, Double> added(Cell cell, Function<CountedRow, Map<Integer, Double>> values) {
    CountedRow without = rows.get(baselines.apply(cell));
    CountedRow with = rows.get(cell);
    return with == null || without == null || with.equals(without)
        ? Map.of()
        : CountedRow.added(values.apply(with), values.apply(without));
  }

  /** What it adds, with ends as far out as another document of the same build may have it. */
  public Interval ends(Cell cell) {
    Map<Integer, Double> byBoot = added(cell);
    Interval added = CountedRow.overBoots(byBoot);
    double off = Math.max(of(cell), beyond(byBoot.size()) * spread(byBoot)) / 2;
    boolean one = Double.isNaN(added.low());
    return new Interval(
        added.estimate(),
        (one ? added.estimate() : added.low()) - off,
        (one ? added.estimate() : added.high()) + off);
  }

  private static double spread(Map<Integer, Double> byBoot) {
    if (byBoot.size() < 2) {
      return 0;
    }
    Interval ends = CountedRow.overBoots(byBoot);
    return ends.high() - ends.low();
  }

  /**
   * Times the spread, half of it at each end, by which two documents of one build have nothing in
   * common once in 10,000 where boots are normally distributed (results/data/counted-alarms.csv):
   * three boots often lie close together by chance, five seldom.
   */
  private static double beyond(int boots) {
    return switch (boots) {
      case 1, 2 -> 80;
      case 3 -> 6;
      case 4 -> 2;
      default -> 1;
    };
  }
}
