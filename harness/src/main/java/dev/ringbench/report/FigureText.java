// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import dev.ringbench.figure.Figure;
import dev.ringbench.figure.Metric;
import dev.ringbench.section.Texts;
import java.util.List;
import java.util.Locale;

/** Figures of any document as the cells of merged tables have them, by the unit of their metric. */
final class FigureText {
  /** Metrics that a reader of one sensor wants to see. */
  static final List<Metric> SHOWN =
      List.of(
          Metric.ADDED_P50,
          Metric.ADDED_MEAN,
          Metric.ADDED_INSTRUCTIONS,
          Metric.SLOW_DOWN,
          Metric.CAPACITY,
          Metric.FULL_SPEED,
          Metric.LOST_SHARE,
          Metric.SENSOR_CPU,
          Metric.OUTCOME);

  private FigureText() {}

  /** "+312 [298, 330] ns ~"; "not measured" without a value. */
  static String of(Figure figure) {
    if (!figure.hasValue()) {
      return "not measured";
    }
    return value(figure) + (figure.sign().isEmpty() ? "" : " " + figure.sign());
  }

  private static String value(Figure figure) {
    double value = figure.value();
    Double low = figure.low() == null || figure.high() == null ? null : figure.low();
    Double high = low == null ? null : figure.high();
    return switch (figure.metric().unit()) {
      case "ns" ->
          figure.metric().family() == Metric.Family.COST
              ? Texts.added(value, low, high, "ns")
              : Texts.ns(value);
      case "instructions" -> Texts.added(value, low, high, "instructions");
      case "ratio" ->
          String.format(Locale.ROOT, "%+.1f %%", 100 * (value - 1))
              + (low == null
                  ? ""
                  : String.format(
                      Locale.ROOT, " [%+.1f, %+.1f]", 100 * (low - 1), 100 * (high - 1)));
      case "share" -> Texts.percent(value);
      case "events/s", "operations/s" ->
          Texts.count(value)
              + (low == null ? "" : " [" + Texts.count(low) + ", " + Texts.count(high) + "]")
              + "/s";
      case "s/million events" -> Texts.ns(value * 1000);
      case "class" ->
          figure.metric() == Metric.OUTCOME
              ? classes(value, low, high)
              : String.format(Locale.ROOT, "%.0f", value);
      default -> String.format(Locale.ROOT, "%.3g %s", value, figure.metric().unit());
    };
  }

  /** "B2", "B2 (B1 to B8)". */
  private static String classes(double value, Double low, Double high) {
    String most = String.format(Locale.ROOT, "B%.0f", value);
    return low == null || low.equals(high)
        ? most
        : most + String.format(Locale.ROOT, " (B%.0f to B%.0f)", low, high);
  }

  /** The metric in words. */
  static String name(Metric metric) {
    return switch (metric) {
      case ADDED_P50 -> "added, median";
      case ADDED_MEAN -> "added, mean";
      case ADDED_P99 -> "added, p99";
      case ADDED_INSTRUCTIONS -> "added instructions, median";
      case SLOW_DOWN -> "longer than without a sensor";
      case SENSOR_CPU -> "CPU per event";
      case DELIVERY_P50 -> "delivery, median";
      case VERDICT_P50 -> "verdict, median";
      case LOST_SHARE -> "lost";
      case CAPACITY -> "held without loss";
      case FULL_SPEED -> "full speed";
      case OUTCOME -> "class";
      case SIGHT -> "sight";
      case ATTACK -> "attack";
      default -> metric.toString();
    };
  }
}
