// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * A distribution that is two: its median says how many operations took the one way, and not what
 * either costs.
 *
 * <p>The rule: on a logarithmic axis (bins of a twelfth of an octave, and never narrower than the
 * clock can tell apart; smoothed twice by 1-2-1) there is a valley whose density is at most half of
 * that of the lower of the two peaks beside it, also if the valley is deeper by two standard errors
 * of its count than it would be by chance; each side has a tenth of all operations or more, and the
 * median of the upper side is 1.5 times that of the lower one or more. docs/method.md says how
 * often the rule is wrong on distributions that are known.
 *
 * @param lowShare part of the operations below the valley
 * @param lowNs their median
 * @param highNs the median of the others
 */
public record TwoModes(double lowShare, double lowNs, double highNs) {
  private static final int BINS_AN_OCTAVE = 12;
  private static final int SMOOTHINGS = 2;
  private static final double LEAST_SHARE = 0.1;
  private static final double LEAST_FACTOR = 1.5;
  private static final double DEEPEST_VALLEY = 0.5;

  /** Below this, chance makes valleys. */
  public static final int LEAST_OPERATIONS = 100;

  private static final double MEDIAN = 50;

  /** Empty: it is one, or there are too few operations to say. */
  public static Optional<TwoModes> of(Histogram histogram, double clockTickNs) {
    long all = histogram.getTotalCount();
    if (all < LEAST_OPERATIONS) {
      return Optional.empty();
    }
    List<Double> edges = edges(histogram, clockTickNs);
    double[] counts = counts(histogram, edges);
    double[] density = smoothed(counts);
    int valley = deepest(counts, density, all);
    return valley < 0
        ? Optional.empty()
        : Optional.of(at(histogram, edges.get(valley + 1))).filter(TwoModes::isApart);
  }

  /** From the smallest value to beyond the largest one. */
  private static List<Double> edges(Histogram histogram, double clockTickNs) {
    double factor = Math.pow(2, 1.0 / BINS_AN_OCTAVE);
    // Neighbouring values differ by a tick: a narrower bin would be empty, and no valley.
    double least = 2 * Math.max(1, clockTickNs);
    List<Double> edges = new ArrayList<>();
    double edge = Math.max(1, histogram.getMinValue()) - 0.5;
    while (edge <= histogram.getMaxValue()) {
      edges.add(edge);
      edge = Math.max(edge * factor, edge + least);
    }
    edges.add(edge);
    return edges;
  }

  private static double[] counts(Histogram histogram, List<Double> edges) {
    double[] counts = new double[edges.size() - 1];
    int bin = 0;
    for (HistogramIterationValue value : histogram.recordedValues()) {
      double middle = histogram.medianEquivalentValue(value.getValueIteratedTo());
      while (bin < counts.length - 1 && middle >= edges.get(bin + 1)) {
        bin++;
      }
      counts[bin] += value.getCountAddedInThisIterationStep();
    }
    return counts;
  }

  private static double[] smoothed(double[] counts) {
    double[] from = counts;
    for (int i = 0; i < SMOOTHINGS; i++) {
      double[] to = new double[from.length];
      for (int bin = 0; bin < from.length; bin++) {
        double left = bin == 0 ? 0 : from[bin - 1];
        double right = bin == from.length - 1 ? 0 : from[bin + 1];
        to[bin] = (left + 2 * from[bin] + right) / 4;
      }
      from = to;
    }
    return from;
  }

  /** The bin of the deepest valley that the rule takes; -1: none. */
  private static int deepest(double[] counts, double[] density, long all) {
    double[] highestRight = new double[density.length];
    for (int bin = density.length - 2; bin >= 0; bin--) {
      highestRight[bin] = Math.max(highestRight[bin + 1], density[bin + 1]);
    }
    int deepest = -1;
    double depth = DEEPEST_VALLEY;
    double highestLeft = 0;
    double below = 0;
    for (int bin = 0; bin < density.length; bin++) {
      below += counts[bin];
      double peak = Math.min(highestLeft, highestRight[bin]);
      boolean sides =
          below >= LEAST_SHARE * all && all - below >= LEAST_SHARE * all && highestLeft > 0;
      // Smoothing twice adds the counts of five bins, with weights whose squares add to 0.27.
      double byChance = 2 * Math.sqrt(0.27 * (density[bin] + peak));
      if (sides
          && density[bin] <= depth * peak
          && peak - density[bin] >= (1 - DEEPEST_VALLEY) * peak / 2 + byChance) {
        depth = density[bin] / peak;
        deepest = bin;
      }
      highestLeft = Math.max(highestLeft, density[bin]);
    }
    return deepest;
  }

  private static TwoModes at(Histogram histogram, double splitNs) {
    Histogram low = Histograms.empty();
    Histogram high = Histograms.empty();
    for (HistogramIterationValue value : histogram.recordedValues()) {
      long ns = histogram.medianEquivalentValue(value.getValueIteratedTo());
      (ns < splitNs ? low : high)
          .recordValueWithCount(ns, value.getCountAddedInThisIterationStep());
    }
    return new TwoModes(
        (double) low.getTotalCount() / histogram.getTotalCount(),
        low.getValueAtPercentile(MEDIAN),
        high.getValueAtPercentile(MEDIAN));
  }

  /** Part of the operations above the valley. */
  public double highShare() {
    return 1 - lowShare;
  }

  /** Whether the rule's factor lies between the two. */
  boolean isApart() {
    return highNs >= LEAST_FACTOR * lowNs;
  }
}
