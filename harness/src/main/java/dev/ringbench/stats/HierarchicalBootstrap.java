// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.commons.statistics.descriptive.Median;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Confidence intervals for figures that were measured in rounds inside forks. The estimate is the
 * median over forks of the median over the fork's rounds, so that neither a disturbed block nor a
 * disturbed fork moves it far.
 *
 * <p>The fork is the unit of replication: forks are drawn with replacement and keep all their
 * rounds (Davison and Hinkley 1997, section 3.8: sampling the lower level again overstates the
 * variance). The ends are percentiles, moved outwards for few forks (Hesterberg 2015, "expanded
 * percentile interval"). docs/method.md has the coverage that a simulation gave.
 *
 * <p>Percentiles of medians never leave the range of the units, and n units have the truth in their
 * range in 1 - 2^(1 - n) of all cases only: 93.75 % for five. Where that is less than the
 * confidence asked for, the interval is the estimate +- Student's quantile * sqrt(n / (n - 1)) *
 * the standard deviation of the resampled medians (Hesterberg 2015, t interval with bootstrap
 * standard error). It is wide, and it keeps its promise.
 *
 * <p>Of several sessions, each is estimated by itself, and the estimate is their mean: a machine
 * that is faster on one day than on another has no single speed. The interval is then Student's
 * over the sessions, and never narrower than what the sessions' own intervals give for their mean.
 * It is one of the machine; that of a single session is one of that session.
 */
public final class HierarchicalBootstrap {
  private static final Median MEDIAN = Median.withDefaults();

  private static final int MIN_RESAMPLES = 100;

  private final long seed;
  private final int resamples;
  private final double confidence;

  /** By number of units: which of them a resample's median is does not depend on their values. */
  private final Map<Integer, MedianDraws> draws = new ConcurrentHashMap<>();

  /**
   * The same {@code seed} and observations give the same interval, in whatever order they come.
   *
   * @param resamples at least 100, and enough for {@code confidence}; time is proportional to it
   * @param confidence between 0 and 1: how often the interval is to contain the truth
   * @throws IllegalArgumentException outside of these bounds
   */
  public HierarchicalBootstrap(long seed, int resamples, double confidence) {
    if (resamples < MIN_RESAMPLES) {
      throw new IllegalArgumentException(
          "%d resamples are too few; ask for %d at least".formatted(resamples, MIN_RESAMPLES));
    }
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "Confidence is between 0 and 1, such as 0.95, but this is " + confidence);
    }
    this.seed = seed;
    this.resamples = resamples;
    this.confidence = confidence;
  }

  /**
   * The estimate and its interval. With a single fork its rounds are the units; with a single
   * observation nothing is known about the interval, and its ends are NaN.
   *
   * @throws IllegalArgumentException without observations
   */
  public Interval interval(List<Observation> observations) {
    if (observations.isEmpty()) {
      throw new IllegalArgumentException("no observations");
    }
    Map<Integer, List<Observation>> sessions =
        observations.stream()
            .collect(
                Collectors.groupingBy(Observation::session, TreeMap::new, Collectors.toList()));
    List<Interval> ofEach = sessions.values().stream().map(this::ofSession).toList();
    return ofEach.size() == 1 ? ofEach.get(0) : overSessions(ofEach);
  }

  /** Of their mean; sessions of one observation have no interval of their own, and need none. */
  private Interval overSessions(List<Interval> sessions) {
    int n = sessions.size();
    double mean = sessions.stream().mapToDouble(Interval::estimate).sum() / n;
    double between = 0;
    double within = 0;
    for (Interval session : sessions) {
      between += (session.estimate() - mean) * (session.estimate() - mean);
      double half = Double.isNaN(session.low()) ? 0 : session.halfWidth();
      within += half * half;
    }
    double student =
        TDistribution.of(n - 1).inverseSurvivalProbability((1 - confidence) / 2)
            * Math.sqrt(between / (n - 1) / n);
    double half = Math.max(student, Math.sqrt(within) / n);
    return new Interval(mean, mean - half, mean + half);
  }

  private Interval ofSession(List<Observation> observations) {
    double[] units = units(observations);
    double estimate = MEDIAN.evaluate(units);
    if (units.length == 1) {
      return new Interval(estimate, Double.NaN, Double.NaN);
    }
    ResampledMedians medians = resampled(units);
    if (outsideTheRange(units.length) > 1 - confidence) {
      double halfWidth = expansion(units.length) * medians.standardDeviation();
      return new Interval(estimate, estimate - halfWidth, estimate + halfWidth);
    }
    int below = (int) Math.floor(tail(units.length) * (resamples - 1));
    return new Interval(
        estimate, medians.ascending(below), medians.ascending(resamples - 1 - below));
  }

  /** How often an interval is to contain the truth. */
  public double confidence() {
    return confidence;
  }

  /** What the draws make of these units. */
  ResampledMedians resampled(double[] units) {
    return draws.computeIfAbsent(units.length, n -> new MedianDraws(n, seed, resamples)).of(units);
  }

  /** One value a fork; one a round where there is only one fork. */
  static double[] units(List<Observation> observations) {
    TreeMap<Integer, List<Double>> byFork = new TreeMap<>();
    observations.stream()
        .sorted(Comparator.comparingInt(Observation::round))
        .forEach(o -> byFork.computeIfAbsent(o.fork(), fork -> new ArrayList<>()).add(o.value()));
    if (byFork.size() == 1) {
      return toArray(byFork.firstEntry().getValue());
    }
    return byFork.values().stream().mapToDouble(v -> MEDIAN.evaluate(toArray(v))).toArray();
  }

  private static double[] toArray(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** How often all of {@code n} units are on the same side of their population's median. */
  private static double outsideTheRange(int n) {
    return Math.scalb(1.0, 1 - n);
  }

  /** What the interval leaves out at either end, for {@code n} units. */
  private double tail(int n) {
    return NormalDistribution.of(0, 1).survivalProbability(expansion(n));
  }

  /** Student's quantile, widened by what a bootstrap of {@code n} units is too narrow. */
  private double expansion(int n) {
    double t = TDistribution.of(n - 1).inverseSurvivalProbability((1 - confidence) / 2);
    return Math.sqrt(n / (n - 1.0)) * t;
  }
}
