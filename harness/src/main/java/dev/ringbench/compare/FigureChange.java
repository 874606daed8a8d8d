// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.compare;

import dev.ringbench.figure.Figure;
import dev.ringbench.stats.Interval;

/**
 * One figure in two documents.
 *
 * @param base null: the older document has no such row
 * @param next null: the newer has none
 * @param difference next - base in the metric's unit, 95 % where it has statistics; null where a
 *     value is missing; its ends are NaN where nothing is known about them
 * @param adjustedP two-sided, after Holm's correction over the rows of the metric; null: no test
 * @param reason what the verdict rests on where the figures do not say it; null
 */
public record FigureChange(
    Figure.Key key,
    Figure base,
    Figure next,
    Interval difference,
    Double adjustedP,
    Verdict verdict,
    String reason) {

  /** What may be said of the newer figure. */
  public enum Verdict {
    /** The difference is significant, and the newer figure is the better. */
    BETTER,
    /** The difference is significant, and the newer figure is the worse. */
    WORSE,
    /** The whole interval of the difference lies within {@link FigureTest#MARGIN}: {@code =}. */
    EQUIVALENT,
    /** Neither: the data allow a difference that matters and allow none: {@code ~}. */
    UNDECIDED,
    /** There are too few observations for any difference to be significant: {@code ?}. */
    UNDECIDABLE,
    /** A value is missing on one side. */
    MISSING
  }

  /** The difference by the base's value; null where that is no positive, significant number. */
  public Interval relative() {
    if (difference == null || base.value() <= 0 || base.reason() != null) {
      return null;
    }
    double by = base.value();
    return new Interval(difference.estimate() / by, difference.low() / by, difference.high() / by);
  }

  /** New by base, where both are positive and significant; NaN otherwise. */
  public double ratio() {
    boolean both =
        difference != null
            && base.reason() == null
            && next.reason() == null
            && base.value() > 0
            && next.value() > 0;
    return both ? next.value() / base.value() : Double.NaN;
  }
}
