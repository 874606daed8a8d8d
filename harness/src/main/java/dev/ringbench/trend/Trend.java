// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import dev.ringbench.figure.Metric;
import dev.ringbench.stats.ChangePoint;
import dev.ringbench.stats.ChangePoints;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.descriptive.Median;

/** Rows over time, and where they change. */
public final class Trend {
  /**
   * Fewer points are drawn, but not searched: three on either side of a change is little enough.
   */
  public static final int MIN_POINTS = 6;

  /**
   * A tenth of Hunter's default: a store has a hundred rows and more, and of so many some would
   * change by chance every time. docs/trend.md has what it costs.
   */
  public static final double MAX_P_VALUE = 0.0001;

  private static final int WINDOW = 50;

  private Trend() {}

  /** Every row of the store that passes, by machine, name and metric. */
  public static List<TrendRow> of(RunStore store, TrendFilter filter) {
    return of(store, filter, MAX_P_VALUE);
  }

  /**
   * The same with another level.
   *
   * @param maxPValue between 0 and 0.5, see {@link ChangePoints}; of no meaning for metrics that
   *     are counted
   */
  public static List<TrendRow> of(RunStore store, TrendFilter filter, double maxPValue) {
    ChangePoints search = new ChangePoints(WINDOW, maxPValue, 0);
    return store.series(filter).stream().map(series -> row(series, search)).toList();
  }

  private static TrendRow row(RunStore.Series series, ChangePoints search) {
    double[] values = series.points().stream().mapToDouble(TrendPoint::value).toArray();
    int missing = series.metric().isDeterministic() ? 0 : Math.max(0, MIN_POINTS - values.length);
    List<ChangePoint> found;
    if (series.metric().isDeterministic()) {
      // The ends of a count are as far apart as those of two boots of one build.
      double repeats =
          series.points().stream()
              .filter(point -> point.low() != null && point.high() != null)
              .mapToDouble(point -> point.high() - point.low())
              .max()
              .orElse(0);
      found = ChangePoints.exact(values, repeats);
    } else {
      found = missing > 0 ? List.of() : search.of(values);
      if (series.metric() == Metric.LOST_SHARE) {
        found = BurstChanges.without(values, found);
      }
    }
    return new TrendRow(
        series.machine(),
        series.row(),
        series.metric(),
        series.points(),
        changes(values, found),
        missing);
  }

  private static List<TrendRow.Change> changes(double[] values, List<ChangePoint> found) {
    List<TrendRow.Change> changes = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      int from = i == 0 ? 0 : found.get(i - 1).index();
      int split = found.get(i).index();
      int to = i + 1 == found.size() ? values.length : found.get(i + 1).index();
      changes.add(
          new TrendRow.Change(
              split,
              median(values, from, split),
              median(values, split, to),
              found.get(i).pValue(),
              to - split));
    }
    return changes;
  }

  private static double median(double[] values, int from, int to) {
    return Median.withDefaults().evaluate(Arrays.copyOfRange(values, from, to));
  }
}
