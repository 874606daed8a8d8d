// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

/**
 * An estimate and its confidence interval; the ends are NaN where nothing is known about it.
 *
 * @param estimate in the figure's unit
 * @param low lower end
 * @param high upper end
 */
public record Interval(double estimate, double low, double high) {
  /** Whether the interval is known and covers {@code value}. */
  public boolean contains(double value) {
    return low <= value && value <= high;
  }

  /** Whether the interval is known and lies on one side of zero. */
  public boolean excludesZero() {
    return low > 0 || high < 0;
  }

  /** Half of the interval's width. */
  public double halfWidth() {
    return (high - low) / 2;
  }

  /** Of what this is the logarithm of. */
  public Interval exp() {
    return new Interval(Math.exp(estimate), Math.exp(low), Math.exp(high));
  }
}
