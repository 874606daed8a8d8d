// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.export;

import dev.ringbench.compare.Metric;
import java.math.BigDecimal;

/**
 * A metric as OpenMetrics names it: base units, and the unit at the end of the name.
 *
 * @param stem of the name, without "ringbench_" and the unit
 * @param unit null: a number without one
 * @param powerOfTen what our unit is in that one: -9 for ns in seconds
 * @param help one sentence without quotes or backslashes, which Prometheus and OpenMetrics escape
 *     differently
 */
record MetricFamily(String stem, String unit, int powerOfTen, String help) {
  static MetricFamily of(Metric metric) {
    return switch (metric) {
      case ADDED_P50 ->
          new MetricFamily(
              "added_p50", "seconds", -9, "Median latency that a sensor adds to an operation.");
      case ADDED_P99 ->
          new MetricFamily(
              "added_p99", "seconds", -9, "Latency that a sensor adds to one operation in 100.");
      case ADDED_INSTRUCTIONS ->
          new MetricFamily(
              "added_p50",
              "instructions",
              0,
              "Guest instructions that a sensor adds to the median operation.");
      case SLOW_DOWN ->
          new MetricFamily(
              "slow_down", "ratio", 0, "Time of a whole program, by that without a sensor.");
      case SENSOR_CPU ->
          new MetricFamily(
              "sensor_cpu_per_event", "seconds", -6, "CPU time of the sensor process per event.");
      case DELIVERY_P50 ->
          new MetricFamily(
              "delivery_p50", "seconds", -9, "Median delay of an event in the sensor process.");
      case DELIVERY_P99 ->
          new MetricFamily(
              "delivery_p99", "seconds", -9, "Delay of one event in 100 in the sensor process.");
      case VERDICT_P50 ->
          new MetricFamily("verdict_p50", "seconds", -9, "Median delay of the sensor's verdict.");
      case LOST_SHARE ->
          new MetricFamily("lost", "ratio", 0, "Part of the issued events that did not arrive.");
      case CAPACITY ->
          new MetricFamily(
              "capacity", "events_per_second", 0, "Rate of events that was held without a loss.");
      case FULL_SPEED ->
          new MetricFamily(
              "full_speed",
              "operations_per_second",
              0,
              "Rate of operations as fast as they come, with the sensor.");
      case OUTCOME ->
          new MetricFamily(
              "outcome_class",
              null,
              0,
              "Blast radius of a fault, from 0 (not activated) to 9 (data loss).");
    };
  }

  /** The family's name; {@code bound}: empty for the value itself, else "_low" or "_high". */
  String name(String bound) {
    return "ringbench_" + stem + bound + (unit == null ? "" : "_" + unit);
  }

  /** A value of ours in this unit, to the digit. */
  double inBaseUnit(double value) {
    return new BigDecimal(Double.toString(value)).scaleByPowerOfTen(powerOfTen).doubleValue();
  }
}
