// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.Median;
import org.apache.commons.statistics.descriptive.Variance;
import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.apache.commons.statistics.inference.TTest;

/**
 * How far two runs differ whose observations are no pairs. The fork is the unit, as in {@link
 * HierarchicalBootstrap}: the difference of the medians over forks, with the interval that a
 * bootstrap of either side gives (t interval with bootstrap standard error, degrees of freedom of
 * the smaller side: Hesterberg 2015), and the p of Mann and Whitney's test.
 *
 * @param difference treated - baseline, in the figure's unit
 * @param p two-sided; 1 where all units are equal
 * @param leastP the smallest p that these units could have, were all of one side above the other
 */
public record IndependentEffect(Interval difference, double p, double leastP) {
  private static final Median MEDIAN = Median.withDefaults();

  /**
   * The effect between two sets of observations; with one unit on a side the interval is unknown.
   *
   * @param bootstrap which confidence it is to have
   * @throws IllegalArgumentException when a side has none
   */
  public static IndependentEffect of(
      List<Observation> treated, List<Observation> baseline, HierarchicalBootstrap bootstrap) {
    if (treated.isEmpty() || baseline.isEmpty()) {
      throw new IllegalArgumentException("no observations");
    }
    if (sessions(treated) > 1 && sessions(baseline) > 1) {
      return ofSessions(treated, baseline, bootstrap);
    }
    double[] with = HierarchicalBootstrap.units(treated);
    double[] without = HierarchicalBootstrap.units(baseline);
    double estimate = MEDIAN.evaluate(with) - MEDIAN.evaluate(without);
    double variance = varianceOfMedian(with, bootstrap) + varianceOfMedian(without, bootstrap);
    int freedom = Math.min(with.length, without.length) - 1;
    double half =
        freedom == 0
            ? Double.NaN
            : Math.sqrt(variance)
                * TDistribution.of(freedom)
                    .inverseSurvivalProbability((1 - bootstrap.confidence()) / 2);
    return new IndependentEffect(
        new Interval(estimate, estimate - half, estimate + half),
        p(with, without),
        p(apart(with, without), without));
  }

  private static long sessions(List<Observation> observations) {
    return observations.stream().map(Observation::session).distinct().count();
  }

  /**
   * Of documents with several sessions each, the session is the unit: forks of one session are no
   * independent witnesses of what the machine does at another time. Welch's t-test of the sessions'
   * medians, with the interval that {@link HierarchicalBootstrap} gives each side.
   */
  private static IndependentEffect ofSessions(
      List<Observation> treated, List<Observation> baseline, HierarchicalBootstrap bootstrap) {
    double[] with = medians(treated);
    double[] without = medians(baseline);
    Interval one = bootstrap.interval(treated);
    Interval other = bootstrap.interval(baseline);
    double estimate = one.estimate() - other.estimate();
    double half = Math.hypot(one.halfWidth(), other.halfWidth());
    boolean equal =
        DoubleStream.concat(Arrays.stream(with), Arrays.stream(without)).distinct().limit(2).count()
            == 1;
    double p = equal ? 1 : TTest.withDefaults().test(with, without).getPValue();
    return new IndependentEffect(
        new Interval(estimate, estimate - half, estimate + half), Double.isNaN(p) ? 0 : p, 0);
  }

  /** One value a session. */
  private static double[] medians(List<Observation> observations) {
    return observations.stream()
        .collect(Collectors.groupingBy(Observation::session, TreeMap::new, Collectors.toList()))
        .values()
        .stream()
        .mapToDouble(session -> MEDIAN.evaluate(HierarchicalBootstrap.units(session)))
        .toArray();
  }

  /** The same values, all of them above the others'. */
  private static double[] apart(double[] values, double[] others) {
    double above =
        1 + Arrays.stream(others).max().orElseThrow() - Arrays.stream(values).min().orElseThrow();
    return Arrays.stream(values).map(value -> value + above).toArray();
  }

  /** Widened by what a bootstrap of n units is too narrow. */
  private static double varianceOfMedian(double[] units, HierarchicalBootstrap bootstrap) {
    if (units.length == 1) {
      return Double.NaN;
    }
    double deviation = bootstrap.resampled(units).standardDeviation();
    return deviation * deviation * units.length / (units.length - 1);
  }

  /**
   * The effect on the mean, where values are steps of a scale and medians would not see less than
   * half of them: Student's interval with the degrees of freedom of the smaller side.
   *
   * @throws IllegalArgumentException when a side has none
   */
  public static IndependentEffect ofMeans(
      List<Observation> treated, List<Observation> baseline, double confidence) {
    if (treated.isEmpty() || baseline.isEmpty()) {
      throw new IllegalArgumentException("no observations");
    }
    double[] with = HierarchicalBootstrap.units(treated);
    double[] without = HierarchicalBootstrap.units(baseline);
    double estimate = Mean.of(with).getAsDouble() - Mean.of(without).getAsDouble();
    int freedom = Math.min(with.length, without.length) - 1;
    double half =
        freedom == 0
            ? Double.NaN
            : Math.sqrt(
                    Variance.of(with).getAsDouble() / with.length
                        + Variance.of(without).getAsDouble() / without.length)
                * TDistribution.of(freedom).inverseSurvivalProbability((1 - confidence) / 2);
    return new IndependentEffect(
        new Interval(estimate, estimate - half, estimate + half),
        p(with, without),
        p(apart(with, without), without));
  }

  private static double p(double[] with, double[] without) {
    double first = with[0];
    boolean equal =
        Arrays.stream(with).allMatch(value -> value == first)
            && Arrays.stream(without).allMatch(value -> value == first);
    return equal ? 1 : MannWhitneyUTest.withDefaults().test(with, without).getPValue();
  }
}
