// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.section;

import java.util.Locale;

/** Figures as the report's tables have them. */
public final class Texts {
  private static final double MICROSECONDS_FROM_NS = 10_000;
  private static final double MILLISECONDS_FROM_NS = 10_000_000;

  private Texts() {}

  /** "312 ns", "47.1 us", "12.3 ms". */
  public static String ns(double ns) {
    double size = Math.abs(ns);
    if (size < MICROSECONDS_FROM_NS) {
      return String.format(Locale.ROOT, "%.0f ns", ns);
    }
    return size < MILLISECONDS_FROM_NS
        ? String.format(Locale.ROOT, "%.1f us", ns / 1e3)
        : String.format(Locale.ROOT, "%.1f ms", ns / 1e6);
  }

  /** "+312 [298, 330] ns"; the ends null: there is no interval. */
  public static String added(double value, Double low, Double high, String unit) {
    boolean micro = unit.equals("ns") && Math.abs(value) >= MICROSECONDS_FROM_NS;
    double scale = micro ? 1000 : 1;
    String format = micro ? "%+,.1f" : "%+,.0f";
    String interval =
        low == null
            ? ""
            : String.format(
                Locale.ROOT, " [" + format + ", " + format + "]", low / scale, high / scale);
    return String.format(Locale.ROOT, format, value / scale)
        + interval
        + " "
        + (micro ? "us" : unit);
  }

  /** "12,345". */
  public static String count(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  /** "12.3 %", "0.004 %". */
  public static String percent(double share) {
    return share == 0
        ? "0 %"
        : String.format(Locale.ROOT, Math.abs(share) < 0.001 ? "%.4f %%" : "%.1f %%", 100 * share);
  }
}
