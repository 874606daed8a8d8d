// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * The exact interval of a proportion (Clopper and Pearson 1934): it covers the truth at least as
 * often as it says, for however few runs.
 */
public final class ClopperPearson {
  private ClopperPearson() {}

  /**
   * The share of {@code hits} in {@code runs} with its two-sided interval. Without runs nothing is
   * known, and the estimate is NaN.
   *
   * @throws IllegalArgumentException when there are more hits than runs
   */
  public static Interval interval(int hits, int runs, double confidence) {
    if (hits < 0 || hits > runs) {
      throw new IllegalArgumentException(hits + " of " + runs);
    }
    if (runs == 0) {
      return new Interval(Double.NaN, 0, 1);
    }
    double tail = (1 - confidence) / 2;
    double low =
        hits == 0
            ? 0
            : BetaDistribution.of(hits, runs - hits + 1).inverseCumulativeProbability(tail);
    double high =
        hits == runs
            ? 1
            : BetaDistribution.of(hits + 1, runs - hits).inverseSurvivalProbability(tail);
    return new Interval((double) hits / runs, low, high);
  }
}
