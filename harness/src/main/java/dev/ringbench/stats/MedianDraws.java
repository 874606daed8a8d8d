// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Resamples of n units as the places of their medians among the units in ascending order: drawn
 * once, they serve any n values, as units are exchangeable.
 */
final class MedianDraws {
  private final int n;

  /** How many resamples have their median between the units at those two places. */
  private final int[] counts;

  MedianDraws(int n, long seed, int resamples) {
    this.n = n;
    this.counts = new int[n * n];
    SplittableRandom random = new SplittableRandom(seed);
    int[] drawn = new int[n];
    for (int i = 0; i < resamples; i++) {
      for (int k = 0; k < n; k++) {
        drawn[k] = random.nextInt(n);
      }
      Arrays.sort(drawn);
      counts[drawn[(n - 1) / 2] * n + drawn[n / 2]]++;
    }
  }

  /** The medians that these units have in the resamples. */
  ResampledMedians of(double[] units) {
    double[] ascending = units.clone();
    Arrays.sort(ascending);
    int kinds = (int) Arrays.stream(counts).filter(count -> count > 0).count();
    double[] medians = new double[kinds];
    int[] times = new int[kinds];
    int kind = 0;
    for (int place = 0; place < counts.length; place++) {
      if (counts[place] > 0) {
        medians[kind] = (ascending[place / n] + ascending[place % n]) / 2;
        times[kind++] = counts[place];
      }
    }
    return new ResampledMedians(medians, times);
  }
}
