// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.claims;

import dev.ringbench.section.Texts;
import dev.ringbench.stats.Interval;
import java.util.Locale;
import java.util.Optional;

/**
 * A figure that a claim's rule speaks of, as it was measured or computed.
 *
 * @param text how it was come by
 * @param value null: there is none
 * @param low lower end of its interval; null: it has none
 * @param high upper end
 * @param exact whether it is a count, which is what it is without an interval
 * @param emulated whether it is a time of an emulated machine, for which no limit holds
 * @param reason why there is no value; null: there is
 */
public record FigureResult(
    String name,
    String text,
    String unit,
    Double value,
    Double low,
    Double high,
    boolean exact,
    boolean emulated,
    String reason) {
  private static final double SMALL = 100;
  private static final double VERY_SMALL = 1;

  /** What a condition may rest on; empty: nothing. */
  public Optional<Interval> interval() {
    if (value == null) {
      return Optional.empty();
    }
    if (low != null && high != null) {
      return Optional.of(new Interval(value, low, high));
    }
    return exact ? Optional.of(new Interval(value, value, value)) : Optional.empty();
  }

  /** "2.1 [2.0, 2.2] %", "none: REASON". */
  public String shown() {
    if (value == null) {
      return "none";
    }
    String interval =
        low == null || high == null ? "" : " [" + number(low) + ", " + number(high) + "]";
    return number(value) + interval + " " + unit;
  }

  private String number(double number) {
    double size = Math.abs(value);
    if (size >= SMALL || (exact && number == Math.rint(number))) {
      return Texts.count(number);
    }
    return String.format(Locale.ROOT, size < VERY_SMALL ? "%.3f" : "%.1f", number);
  }
}
