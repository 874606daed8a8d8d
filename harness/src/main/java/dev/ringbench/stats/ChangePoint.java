// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

/**
 * Where a series is no longer what it was.
 *
 * @param index of the first value after the change, from 0
 * @param meanBefore of the values since the change before, or since the beginning
 * @param meanAfter of the values up to the next change, or to the end
 * @param pValue of Student's t-test between the two; 0 where both are constant
 */
public record ChangePoint(int index, double meanBefore, double meanAfter, double pValue) {
  /** The larger of the changes forwards and backwards, relative to where each starts; never NaN. */
  public double magnitude() {
    return Math.max(relative(meanBefore, meanAfter), relative(meanAfter, meanBefore));
  }

  private static double relative(double from, double to) {
    return from == 0 ? 0 : Math.abs(to / from - 1);
  }
}
