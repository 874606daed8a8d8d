// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.figure;

import dev.ringbench.stats.NoiseFloor;
import java.util.Locale;

/** Numbers as a person reads them. */
public final class Numbers {
  private static final double MICROSECONDS_FROM_NS = 10_000;

  private static final double BELOW_WHOLE_NS = 10;

  private Numbers() {}

  /** "312 ns", "47.1 us". */
  public static String time(double ns) {
    return Math.abs(ns) < MICROSECONDS_FROM_NS
        ? String.format(Locale.ROOT, "%.0f ns", ns)
        : String.format(Locale.ROOT, "%.1f us", ns / 1000);
  }

  /** "+312 [298, 330] ns": one unit for all three. */
  public static String added(Row row) {
    return withInterval(row, "+");
  }

  /** "312 [298, 330] ns": of what is no difference. */
  public static String measured(Row row) {
    return withInterval(row, "");
  }

  private static String withInterval(Row row, String sign) {
    double widest = Math.abs(row.value());
    if (row.ciLow() != null) {
      widest = Math.max(widest, Math.max(Math.abs(row.ciLow()), Math.abs(row.ciHigh())));
    }
    boolean micro = widest >= MICROSECONDS_FROM_NS;
    String unit = micro ? "us" : "ns";
    double scale = micro ? 1000 : 1;
    String format = "%" + sign + (micro || widest < BELOW_WHOLE_NS ? ".1f" : ".0f");
    String value = String.format(Locale.ROOT, format, row.value() / scale);
    if (row.ciLow() == null) {
      return value + " [?] " + unit;
    }
    return String.format(
        Locale.ROOT,
        "%s [" + format + ", " + format + "] %s",
        value,
        row.ciLow() / scale,
        row.ciHigh() / scale,
        unit);
  }

  /** "noise floor 12 ns". */
  public static String noise(NoiseFloor floor) {
    return floor.isKnown()
        ? "noise floor " + time(floor.width())
        : "noise floor unknown (too few placebo blocks)";
  }

  /** "2.31 [2.20, 2.42]". */
  public static String between(double value, Double low, Double high) {
    return low == null
        ? String.format(Locale.ROOT, "%.2f", value)
        : String.format(Locale.ROOT, "%.2f [%.2f, %.2f]", value, low, high);
  }

  /** "2.3x". */
  public static String ratio(double ratio) {
    return String.format(Locale.ROOT, ratio < 10 ? "%.2fx" : "%.0fx", ratio);
  }

  /** "2.31x [2.20, 2.42]". */
  public static String ratio(Row row) {
    String format = row.value() < 10 ? "%.2f" : "%.0f";
    String value = String.format(Locale.ROOT, format + "x", row.value());
    return row.ciLow() == null
        ? value + " [?]"
        : value
            + String.format(
                Locale.ROOT, " [" + format + ", " + format + "]", row.ciLow(), row.ciHigh());
  }
}
