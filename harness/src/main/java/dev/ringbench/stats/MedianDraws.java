// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Resamples of n units as the places of their medians among the units in ascending order: drawn
 * once, they serve any n values, as units are exchangeable. Memory grows with the number of
 * resamples, time with that times n.
 */
final class MedianDraws {
  /** The places of the two units that a median is between, from 0, ascending; each pair once. */
  private final int[] lower;

  private final int[] upper;

  /** How many resamples have their median there. */
  private final int[] times;

  MedianDraws(int n, long seed, int resamples) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] places = new long[resamples];
    int[] drawn = new int[n];
    for (int i = 0; i < resamples; i++) {
      Arrays.fill(drawn, 0);
      for (int k = 0; k < n; k++) {
        drawn[random.nextInt(n)]++;
      }
      places[i] = medianOf(drawn);
    }
    Arrays.sort(places);
    long[] pairs = Arrays.stream(places).distinct().toArray();
    lower = Arrays.stream(pairs).mapToInt(pair -> (int) (pair >> Integer.SIZE)).toArray();
    upper = Arrays.stream(pairs).mapToInt(pair -> (int) pair).toArray();
    times = new int[pairs.length];
    int kind = 0;
    for (long pair : places) {
      kind += pair == pairs[kind] ? 0 : 1;
      times[kind]++;
    }
  }

  /**
   * The two middle ones of a resample, the lower in the upper half of the bits.
   *
   * @param drawn how often each unit is in it
   */
  private static long medianOf(int[] drawn) {
    int n = drawn.length;
    int place = 0;
    int before = drawn[0];
    while (before <= (n - 1) / 2) {
      before += drawn[++place];
    }
    long first = place;
    while (before <= n / 2) {
      before += drawn[++place];
    }
    return (first << Integer.SIZE) | place;
  }

  /** The medians that these units have in the resamples. */
  ResampledMedians of(double[] units) {
    double[] ascending = units.clone();
    Arrays.sort(ascending);
    double[] medians = new double[times.length];
    Arrays.setAll(medians, kind -> (ascending[lower[kind]] + ascending[upper[kind]]) / 2);
    return new ResampledMedians(medians, times.clone());
  }
}
