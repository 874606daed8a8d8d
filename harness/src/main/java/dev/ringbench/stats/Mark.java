// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

import java.util.Locale;

/**
 * What an interval says of an effect. Whoever prints an effect prints its mark: to have seen
 * nothing is no proof that there is nothing.
 */
public enum Mark {
  /** The interval excludes zero, and the effect is larger than what no effect at all showed. */
  SIGNIFICANT(""),
  /**
   * The whole interval lies within a stated margin around zero: two one-sided tests, each at the
   * level that the interval leaves out at one end (D. J. Schuirmann, "A comparison of the two
   * one-sided tests procedure and the power approach", J. Pharmacokin. Biopharm. 15, 1987).
   */
  EQUIVALENT("="),
  /** Neither: the data allow an effect that matters and allow none. */
  UNDECIDED("~");

  private final String sign;

  Mark(String sign) {
    this.sign = sign;
  }

  /**
   * Of an effect.
   *
   * @param noise from the effect of no sensor; null: not measured
   * @param margin the largest effect that does not matter, in the effect's unit; 0 or less: every
   *     effect matters
   */
  public static Mark of(Interval effect, NoiseFloor noise, double margin) {
    boolean noisy = noise != null && noise.covers(effect);
    if (!noisy && effect.excludesZero()) {
      return SIGNIFICANT;
    }
    return Math.max(Math.abs(effect.low()), Math.abs(effect.high())) <= margin
        ? EQUIVALENT
        : UNDECIDED;
  }

  /**
   * The smallest effect that would have been significant, with an interval as wide as this one;
   * infinite: none would.
   */
  public static double smallestShown(Interval effect, NoiseFloor noise) {
    double reach = Math.max(effect.estimate() - effect.low(), effect.high() - effect.estimate());
    double width = noise == null ? 0 : noise.width();
    return Double.isNaN(reach) ? Double.POSITIVE_INFINITY : Math.max(reach, width);
  }

  /** Behind a figure in a table: "" of a significant one. */
  public String sign() {
    return sign;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
