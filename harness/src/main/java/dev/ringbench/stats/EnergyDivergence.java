// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

import java.util.Optional;

/**
 * The scaled divergence Q of E-divisive means (Matteson and James 2014, equations 5 to 7, with
 * alpha 1): how unlike the values on both sides of a split are, by the distances between them
 * against the distances within each side.
 */
final class EnergyDivergence {
  /** By value, then the sum of its distances to each earlier value of the window, cumulated. */
  private final double[][] toEarlier;

  /** Time and memory grow with the square of the series' length. */
  EnergyDivergence(double[] series) {
    toEarlier = new double[series.length][];
    for (int k = 0; k < series.length; k++) {
      toEarlier[k] = new double[k + 1];
      for (int i = 0; i < k; i++) {
        toEarlier[k][i + 1] = toEarlier[k][i] + Math.abs(series[i] - series[k]);
      }
    }
  }

  /**
   * The best place to split.
   *
   * @param index of the first value of the right side
   * @param divergence in the unit of the values
   */
  record Split(int index, double divergence) {}

  /**
   * The split of {@code [from, to)} that has the largest divergence from what follows it, however
   * much of that; empty where no two values differ.
   */
  Optional<Split> best(int from, int to) {
    Split best = null;
    double within = 0;
    for (int split = from + 1; split < to; split++) {
      int left = split - from;
      within += distances(split - 1, from, split - 1);
      double between = 0;
      double withinRight = 0;
      for (int last = split; last < to; last++) {
        int right = last - split + 1;
        between += distances(last, from, split);
        withinRight += distances(last, split, last);
        double divergence =
            2.0 * between / (left + right)
                - (left == 1 ? 0 : 2.0 * right * within / (left + right) / (left - 1))
                - (right == 1 ? 0 : 2.0 * left * withinRight / (left + right) / (right - 1));
        if (divergence > (best == null ? 0 : best.divergence())) {
          best = new Split(split, divergence);
        }
      }
    }
    return Optional.ofNullable(best);
  }

  /** Of one value to the values in {@code [from, to)}, which come before it. */
  private double distances(int value, int from, int to) {
    return toEarlier[value][to] - toEarlier[value][from];
  }
}
