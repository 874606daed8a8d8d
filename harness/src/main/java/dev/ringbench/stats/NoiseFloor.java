// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

/**
 * What no effect at all looks like on this machine, from the placebo.
 *
 * @param width in the figure's unit: an effect of this size may be none
 */
public record NoiseFloor(double width) {
  /** From the interval of the placebo's paired difference. */
  public static NoiseFloor of(Interval placebo) {
    return new NoiseFloor(
        Double.isNaN(placebo.low())
            ? Math.abs(placebo.estimate())
            : Math.max(Math.abs(placebo.low()), Math.abs(placebo.high())));
  }

  /** Whether an effect cannot be told from none. */
  public boolean hides(Interval effect) {
    return Math.abs(effect.estimate()) <= width || !effect.excludesZero();
  }
}
