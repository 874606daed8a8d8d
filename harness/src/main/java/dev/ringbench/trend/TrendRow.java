// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import dev.ringbench.figure.Metric;
import java.util.List;

/**
 * One row of one machine over time.
 *
 * @param machine see {@link StoredRun#machine}
 * @param row what was measured, as in {@link dev.ringbench.figure.Figure}
 * @param points by time; one at least
 * @param changes by time; empty too where there are too few points to tell
 * @param missing how many more points it takes before changes are looked for; 0: they were
 */
public record TrendRow(
    String machine,
    String row,
    Metric metric,
    List<TrendPoint> points,
    List<Change> changes,
    int missing) {
  /** Defensive copies. */
  public TrendRow {
    points = List.copyOf(points);
    changes = List.copyOf(changes);
  }

  /**
   * A change that lasts.
   *
   * @param index of its first point
   * @param before median since the change before it
   * @param after median up to the next change
   * @param pValue see {@link dev.ringbench.stats.ChangePoint}
   * @param pointsAfter how many points {@code after} is the median of
   */
  public record Change(int index, double before, double after, double pValue, int pointsAfter) {
    /** By {@code before}, 0.1 is a tenth more; infinite where that is 0. */
    public double relative() {
      return (after - before) / Math.abs(before);
    }
  }

  /** The newest. */
  public TrendPoint last() {
    return points.get(points.size() - 1);
  }

  /** The first one after a change: what changed came with it, or since the one before. */
  public TrendPoint first(Change change) {
    return points.get(change.index());
  }

  /** The last one before a change. */
  public TrendPoint before(Change change) {
    return points.get(change.index() - 1);
  }

  /** Whether a change is for the better. */
  public boolean isBetter(Change change) {
    return change.after() > change.before() == metric.higherIsBetter();
  }
}
