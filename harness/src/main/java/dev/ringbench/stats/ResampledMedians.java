// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

import java.util.Arrays;
import java.util.Comparator;

/** Medians of resamples, each with the number of resamples that have it. */
final class ResampledMedians {
  private final double[] medians;
  private final int[] times;

  /** Takes both over; place by place, in any order. */
  ResampledMedians(double[] medians, int[] times) {
    Integer[] order = new Integer[medians.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> medians[i]));
    this.medians = Arrays.stream(order).mapToDouble(i -> medians[i]).toArray();
    this.times = Arrays.stream(order).mapToInt(i -> times[i]).toArray();
  }

  /** The one at that place of all resamples, from 0, in ascending order. */
  double ascending(int place) {
    int before = 0;
    for (int i = 0; i < medians.length; i++) {
      before += times[i];
      if (place < before) {
        return medians[i];
      }
    }
    throw new IllegalArgumentException(place + " of " + before + " resamples");
  }

  /** Of the sample of resamples. */
  double standardDeviation() {
    double sum = 0;
    double count = 0;
    for (int i = 0; i < medians.length; i++) {
      sum += times[i] * medians[i];
      count += times[i];
    }
    double squares = 0;
    for (int i = 0; i < medians.length; i++) {
      double deviation = medians[i] - sum / count;
      squares += times[i] * deviation * deviation;
    }
    return Math.sqrt(squares / (count - 1));
  }
}
