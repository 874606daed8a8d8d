// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

import java.util.Arrays;
import java.util.Comparator;

/** Holm's correction (1979) for many tests at once. */
public final class Holm {
  private Holm() {}

  /**
   * Adjusted p values, in the order given: those below alpha keep the chance of any false one below
   * alpha.
   */
  public static double[] adjusted(double... p) {
    Integer[] ascending = new Integer[p.length];
    Arrays.setAll(ascending, i -> i);
    Arrays.sort(ascending, Comparator.comparingDouble(i -> p[i]));
    double[] adjusted = new double[p.length];
    double most = 0;
    for (int rank = 0; rank < p.length; rank++) {
      most = Math.max(most, Math.min(1, (p.length - rank) * p[ascending[rank]]));
      adjusted[ascending[rank]] = most;
    }
    return adjusted;
  }
}
