// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

/**
 * What no effect at all looks like on this machine, from the placebo.
 *
 * @param width in the figure's unit: an effect of this size may be none; infinite when the placebo
 *     has no interval, so that nothing is known
 */
public record NoiseFloor(double width) {
  /**
   * From the interval of the placebo's paired difference, and never less than {@code resolution},
   * the smallest difference that the figure can show.
   */
  public static NoiseFloor of(Interval placebo, double resolution) {
    double width = Math.max(Math.abs(placebo.low()), Math.abs(placebo.high()));
    return new NoiseFloor(
        Double.isNaN(width) ? Double.POSITIVE_INFINITY : Math.max(width, resolution));
  }

  /** Whether there is a width. */
  public boolean isKnown() {
    return width < Double.POSITIVE_INFINITY;
  }

  /** Whether an effect is no larger than that of no sensor at all. */
  public boolean covers(Interval effect) {
    return Math.abs(effect.estimate()) <= width;
  }
}
