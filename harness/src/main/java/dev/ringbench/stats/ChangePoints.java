// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Finds where a series changes for good, by E-divisive means (D. S. Matteson and N. A. James, "A
 * Nonparametric Approach for Multiple Change Point Analysis of Multivariate Data", JASA 109, 2014)
 * as "Hunter" uses it (M. Fleming et al., "Hunter: Using Change Point Detection to Hunt for
 * Performance Regressions", ICPE 2023; now Apache Otava). No Java library has it.
 *
 * <p>What Hunter changed: Student's t-test in place of random permutations, so that the same series
 * always has the same change points, and few values suffice; a window that slides over the series,
 * so that an early change does not move when new values come; and two passes, of which the first
 * also takes weak points and the second merges what the weakest divides, until all that is left is
 * significant and large enough.
 *
 * <p>The test is made where the divergence is largest, so that its p-values are too small:
 * docs/trend.md has the rates of false alarms that a simulation gave.
 *
 * <p>Two things are as the papers say and not as Otava's program does them: the standard deviations
 * of the t-test have Bessel's correction, which matters for few values, and a merge tests the
 * points on both of its sides again, not the right one alone. With both taken back, this class
 * gives every list of Otava's own tests; as it is, it gives those lists without some of their
 * weakest points.
 */
public final class ChangePoints {
  private static final double WEAK = 10;
  private static final double ROUNDING = 1e-12;

  private final int window;
  private final double maxPValue;
  private final double minMagnitude;

  /**
   * Parameters as Hunter names them.
   *
   * @param window how many values are looked at together, 2 at least; Hunter takes 50
   * @param maxPValue between 0 and 0.5: the level of the second pass; the first takes ten times of
   *     it, or twice where it is 0.05 or more
   * @param minMagnitude the relative change that is worth a report, from 0
   * @throws IllegalArgumentException outside of these bounds
   */
  public ChangePoints(int window, double maxPValue, double minMagnitude) {
    if (window < 2) {
      throw new IllegalArgumentException("a window of " + window + " values; use 2 or more");
    }
    if (!(maxPValue > 0 && maxPValue < 0.5) || !(minMagnitude >= 0)) {
      throw new IllegalArgumentException(
          "p-value " + maxPValue + " or magnitude " + minMagnitude + " is out of range");
    }
    this.window = window;
    this.maxPValue = maxPValue;
    this.minMagnitude = minMagnitude;
  }

  /** Those of a series of finite values in order of time; none of fewer than three values. */
  public List<ChangePoint> of(double[] series) {
    NavigableSet<Integer> splits = weakSplits(series);
    while (!splits.isEmpty()) {
      List<ChangePoint> points = tested(series, splits);
      ChangePoint weakest =
          points.stream().max(Comparator.comparingDouble(ChangePoint::pValue)).orElseThrow();
      if (weakest.pValue() < maxPValue) {
        weakest =
            points.stream().min(Comparator.comparingDouble(ChangePoint::magnitude)).orElseThrow();
        if (weakest.magnitude() > minMagnitude) {
          return points;
        }
      }
      splits.remove(weakest.index());
    }
    return List.of();
  }

  /**
   * Of a series whose noise is known: every value that one further off replaces, without any
   * statistics. A single other value between equal ones is none; the last value may be alone.
   *
   * @param repeats values that are no further apart are equal
   */
  public static List<ChangePoint> exact(double[] series, double repeats) {
    NavigableSet<Integer> splits = new TreeSet<>();
    int from = 0;
    for (int i = 1; i < series.length; i++) {
      boolean strays = i + 1 < series.length && Math.abs(series[i + 1] - series[from]) <= repeats;
      if (Math.abs(series[i] - series[from]) > repeats && !strays) {
        splits.add(i);
        from = i;
      }
    }
    return tested(series, splits).stream()
        .map(point -> new ChangePoint(point.index(), point.meanBefore(), point.meanAfter(), 0))
        .toList();
  }

  /** The first pass. */
  private NavigableSet<Integer> weakSplits(double[] series) {
    NavigableSet<Integer> all = new TreeSet<>();
    int start = 0;
    while (start < series.length) {
      int end = Math.min(start + window, series.length);
      int first = start;
      List<Integer> found =
          divide(Arrays.copyOfRange(series, start, end)).stream().map(i -> first + i).toList();
      all.addAll(found);
      int last = found.isEmpty() ? 0 : found.get(found.size() - 1);
      start = Math.max(last, start + Math.max(1, window / 2));
    }
    return all;
  }

  /** E-divisive: the most divergent split of all parts, as long as it is significant. */
  private NavigableSet<Integer> divide(double[] values) {
    double limit = maxPValue < 0.05 ? maxPValue * WEAK : maxPValue * 2;
    EnergyDivergence divergence = new EnergyDivergence(values);
    NavigableSet<Integer> splits = new TreeSet<>();
    while (true) {
      Optional<EnergyDivergence.Split> best =
          parts(splits, values.length)
              .flatMap(part -> divergence.best(part.from(), part.to()).stream())
              .max(Comparator.comparingDouble(EnergyDivergence.Split::divergence));
      if (best.isEmpty()) {
        return splits;
      }
      int split = best.get().index();
      Integer before = splits.lower(split);
      Integer after = splits.higher(split);
      ChangePoint point =
          test(values, before == null ? 0 : before, split, after == null ? values.length : after);
      if (point.pValue() > limit) {
        return splits;
      }
      splits.add(split);
    }
  }

  private record Part(int from, int to) {}

  private static Stream<Part> parts(NavigableSet<Integer> splits, int length) {
    List<Part> parts = new ArrayList<>();
    int from = 0;
    for (int split : splits) {
      parts.add(new Part(from, split));
      from = split;
    }
    parts.add(new Part(from, length));
    return parts.stream();
  }

  private static List<ChangePoint> tested(double[] series, NavigableSet<Integer> splits) {
    List<Part> parts = parts(splits, series.length).toList();
    List<ChangePoint> points = new ArrayList<>();
    for (int i = 1; i < parts.size(); i++) {
      points.add(test(series, parts.get(i - 1).from(), parts.get(i).from(), parts.get(i).to()));
    }
    return points;
  }

  /** Student's two-sided t-test of {@code [from, split)} against {@code [split, to)}. */
  private static ChangePoint test(double[] series, int from, int split, int to) {
    double before = mean(series, from, split);
    double after = mean(series, split, to);
    int freedom = to - from - 2;
    if (freedom == 0) {
      return new ChangePoint(split, before, after, 1);
    }
    double variance =
        (squares(series, from, split, before) + squares(series, split, to, after)) / freedom;
    double error = Math.sqrt(variance * (1.0 / (split - from) + 1.0 / (to - split)));
    double difference = Math.abs(after - before);
    double rounding = ROUNDING * Math.max(Math.abs(before), Math.abs(after));
    double p;
    if (error <= rounding) {
      p = difference <= rounding ? 1 : 0;
    } else {
      p = Math.min(1, 2 * TDistribution.of(freedom).survivalProbability(difference / error));
    }
    return new ChangePoint(split, before, after, p);
  }

  private static double mean(double[] series, int from, int to) {
    return Arrays.stream(series, from, to).sum() / (to - from);
  }

  private static double squares(double[] series, int from, int to, double mean) {
    return Arrays.stream(series, from, to).map(value -> (value - mean) * (value - mean)).sum();
  }
}
