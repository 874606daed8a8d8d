// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.gate;

import dev.ringbench.compare.CompareReport;
import dev.ringbench.compare.DocumentComparison;
import dev.ringbench.compare.FigureChange;
import dev.ringbench.compare.FigureChange.Verdict;
import dev.ringbench.figure.Figure;
import dev.ringbench.figure.Metric;
import dev.ringbench.model.RingbenchException;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds a comparison against budgets. A row breaks its budget when it is significantly worse than
 * its base and the whole 95 % interval of the change is above the budget; when the base has a
 * figure and the new document has none; or when a loss that was known is known no longer. What
 * cannot be decided does not break a budget, and is said.
 */
public final class Gate {
  private Gate() {}

  /** What became of a row. */
  public enum Result {
    /** Within its budget. */
    KEPT,
    /** Beyond it. */
    BROKEN,
    /** Nobody can say. */
    UNDECIDED
  }

  /**
   * A row against a budget.
   *
   * @param sentence what was found, with figures
   */
  public record RowVerdict(Budget budget, Figure.Key key, Result result, String sentence) {}

  /**
   * Every row that a budget covers, in the order of budgets.
   *
   * @throws RingbenchException bad input: a budget covers no row of either document and is not
   *     optional, no budget covers any, or one covers none that could be decided
   */
  public static List<RowVerdict> check(DocumentComparison comparison, List<Budget> budgets) {
    List<FigureChange> figures =
        comparison.figures(key -> budgets.stream().anyMatch(budget -> budget.covers(key)));
    List<RowVerdict> verdicts = new ArrayList<>();
    for (Budget budget : budgets) {
      List<RowVerdict> rows =
          figures.stream()
              .filter(figure -> budget.covers(figure.key()))
              .map(figure -> check(budget, figure))
              .toList();
      if (rows.isEmpty() && budget.optional() && !figures.isEmpty()) {
        continue;
      }
      if (rows.isEmpty()) {
        throw RingbenchException.badInput(
            budget.name()
                + " matches no row of "
                + comparison.base().head().file()
                + " or "
                + comparison.next().head().file()
                + ". `ringbench compare --all` shows their rows.");
      }
      if (rows.stream().allMatch(row -> row.result() == Result.UNDECIDED)) {
        throw RingbenchException.badInput(
            budget.name()
                + " can decide none of its "
                + rows.size()
                + " rows, so it could never fail: "
                + rows.get(0).sentence());
      }
      verdicts.addAll(rows);
    }
    return List.copyOf(verdicts);
  }

  private static RowVerdict check(Budget budget, FigureChange figure) {
    if (figure.verdict() == Verdict.MISSING) {
      boolean lost = figure.base() != null && figure.base().hasValue();
      return verdict(
          budget,
          figure,
          lost ? Result.BROKEN : Result.UNDECIDED,
          figure.key() + ": " + figure.reason());
    }
    String change =
        figure.key()
            + ": "
            + CompareReport.value(figure.base())
            + " -> "
            + CompareReport.value(figure.next())
            + " ("
            + CompareReport.change(figure)
            + "), budget "
            + budget.atMost();
    if (figure.verdict() == Verdict.UNDECIDABLE) {
      return verdict(budget, figure, Result.UNDECIDED, change + ": " + figure.reason());
    }
    boolean broken = figure.verdict() == Verdict.WORSE && leastWorse(figure) > most(budget, figure);
    return verdict(budget, figure, broken ? Result.BROKEN : Result.KEPT, change);
  }

  /** The end of the interval that is nearest to no change, as how much worse. */
  private static double leastWorse(FigureChange figure) {
    return figure.key().metric().higherIsBetter()
        ? -figure.difference().high()
        : figure.difference().low();
  }

  /** The budget in the metric's unit. */
  private static double most(Budget budget, FigureChange figure) {
    double value = budget.atMost().inMetricUnit();
    if (!budget.atMost().isPercent()) {
      return value;
    }
    // A part of nothing is nothing: shares of losses are given in points.
    return value / 100 * (figure.key().metric() == Metric.LOST_SHARE ? 1 : size(figure.base()));
  }

  /** Of a base that is not significant: the most that it may be. */
  private static double size(Figure base) {
    double value = Math.abs(base.value());
    return base.reason() == null && base.value() > 0
        ? value
        : Math.max(
            value, base.low() == null ? 0 : Math.max(Math.abs(base.low()), Math.abs(base.high())));
  }

  private static RowVerdict verdict(
      Budget budget, FigureChange figure, Result result, String sentence) {
    return new RowVerdict(budget, figure.key(), result, sentence);
  }
}
