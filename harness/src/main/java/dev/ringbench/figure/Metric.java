// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.figure;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * All metrics: rows of reports, exports, comparisons, budgets, stores and the table in
 * docs/method.md take names, units, directions and help from here. A name never changes, because
 * stores, budgets and dashboards have it.
 */
public enum Metric {
  ADDED_P50(
      "added_p50",
      "ns",
      Family.COST,
      "added_p50",
      "seconds",
      -9,
      "Median latency that a sensor adds to an operation."),
  ADDED_MEAN(
      "added_mean",
      "ns",
      Family.COST,
      "added_mean",
      "seconds",
      -9,
      "Latency that a sensor adds to an operation on average."),
  ADDED_P99(
      "added_p99",
      "ns",
      Family.COST,
      "added_p99",
      "seconds",
      -9,
      "Latency that a sensor adds to one operation in 100."),
  ADDED_INSTRUCTIONS(
      "added_instructions_p50",
      "instructions",
      Family.COST,
      "added_p50",
      "instructions",
      0,
      "Guest instructions that a sensor adds to the median operation."),
  SLOW_DOWN(
      "slow_down",
      "ratio",
      Family.COST,
      "slow_down",
      "ratio",
      0,
      "Time of a whole program, by that without a sensor."),
  SENSOR_CPU(
      "cpu_per_million_events",
      "s/million events",
      Family.SENSOR_CPU,
      "sensor_cpu_per_event",
      "seconds",
      -6,
      "CPU time of the sensor process per event."),
  DELIVERY_P50(
      "delivery_p50",
      "ns",
      Family.DELIVERY,
      "delivery_p50",
      "seconds",
      -9,
      "Median delay of an event in the sensor process."),
  DELIVERY_P99(
      "delivery_p99",
      "ns",
      Family.DELIVERY,
      "delivery_p99",
      "seconds",
      -9,
      "Delay of one event in 100 in the sensor process."),
  VERDICT_P50(
      "verdict_p50",
      "ns",
      Family.DELIVERY,
      "verdict_p50",
      "seconds",
      -9,
      "Median delay of the sensor's verdict."),
  LOST_SHARE(
      "lost_share",
      "share",
      Family.LOSS,
      "lost",
      "ratio",
      0,
      "Part of the issued events that did not arrive."),
  CAPACITY(
      "capacity",
      "events/s",
      Family.CAPACITY,
      "capacity",
      "events_per_second",
      0,
      "Rate of events that was held without a loss."),
  FULL_SPEED(
      "full_speed",
      "operations/s",
      Family.CAPACITY,
      "full_speed",
      "operations_per_second",
      0,
      "Rate of operations as fast as they come, with the sensor."),
  OUTCOME(
      "outcome_class",
      "class",
      Family.OUTCOME,
      "outcome_class",
      null,
      0,
      "Blast radius of a fault, from 0 (not activated) to 9 (data loss)."),
  SIGHT(
      "sight_class",
      "class",
      Family.SIGHT,
      "sight_class",
      null,
      0,
      "What a sensor makes of a form of an operation, from 0 (named or refused) to 3 (unseen, evaded)."),

  ATTACK(
      "attack_class",
      "class",
      Family.ATTACK,
      "attack_class",
      null,
      0,
      "What an attack does to a sensor: 0 nothing; closed, stall, blind, open are 1 to 4 where it told, 5 to 8 where it did not."),

  LATENCY_P50("latency_p50", "ns", "Median latency of the operation."),
  LATENCY_MEAN("latency_mean", "ns", "Latency of the operation on average."),
  LATENCY_P99("latency_p99", "ns", "Latency that one operation in 100 exceeds."),
  LATENCY_P999("latency_p999", "ns", "Latency that one operation in 1,000 exceeds."),
  LATENCY_MAX("latency_max", "ns", "Longest latency of the operation."),
  ADDED_P999("added_p999", "ns", "Latency that a sensor adds to one operation in 1,000."),
  ADDED_MAX("added_max", "ns", "What a sensor adds to the longest operation."),
  RATIO_P50("ratio_p50", "ratio", "Median latency, by that without the sensor."),
  RATIO_MEAN("ratio_mean", "ratio", "Latency on average, by that without the sensor."),
  RATIO_P99("ratio_p99", "ratio", "Latency of one operation in 100, by that without the sensor."),
  RATIO_P999(
      "ratio_p999", "ratio", "Latency of one operation in 1,000, by that without the sensor."),
  RATIO_MAX("ratio_max", "ratio", "Longest latency, by that without the sensor."),
  RATIO_TO_FLOOR("ratio_to_floor", "ratio", "Added median latency, by that of the sensor's floor."),
  RATIO_TO_BARE(
      "ratio_to_bare", "ratio", "Added median latency, by that of the same calls in a bare loop."),
  OUTCOME_SHARE(
      "outcome_share",
      "share",
      "Share of the runs with a fault that have the most frequent outcome."),
  DELIVERY_P999("delivery_p999", "ns", "Delay of one event in 1,000 in the sensor process."),
  DELIVERY_MAX("delivery_max", "ns", "Longest delay of an event in the sensor process."),
  VERDICT_P99("verdict_p99", "ns", "Delay of one verdict in 100."),
  VERDICT_P999("verdict_p999", "ns", "Delay of one verdict in 1,000."),
  VERDICT_MAX("verdict_max", "ns", "Longest delay of a verdict."),
  ISSUED("issued", "events", "Operations that should have been reported."),
  DELIVERED("delivered", "events", "Events that arrived in the sensor process."),
  FOREIGN("foreign", "events", "Events of other processes, which a filter should keep away."),
  REPORTED_LOST("reported_lost", "events", "Events that the sensor reported as lost."),
  SILENTLY_LOST("silently_lost", "events", "Events that neither arrived nor were reported lost."),
  WAKE_UPS(
      "wake_ups_per_event",
      "wake-ups/event",
      "How often the sensor process slept and was woken, per event, in the closed loop."),
  TOLD(
      "told",
      "reports",
      "Whether a sensor said anything of a fault that was done to it from outside: 1, or 0."),
  CLAIM(
      "claim_class",
      "class",
      "Verdict on a published claim, from 0 (confirmed) to 4 (an error of units)."),
  PEAK_RSS("peak_rss", "KiB", "Largest resident memory of the sensor process."),
  TIME("time", "ns", "Median time of a floor: the instrument, a hand-off, a bare loop."),
  INSTRUCTIONS_P50(
      "instructions_p50", "instructions", "Guest instructions of the median operation."),
  INSTRUCTIONS_MEAN(
      "instructions_mean", "instructions", "All instructions of the guest's CPU, per operation."),
  ADDED_INSTRUCTIONS_MEAN(
      "added_instructions_mean",
      "instructions",
      "What a sensor adds to all instructions of the guest's CPU, per operation.");

  /** What budgets are given for. */
  public enum Family {
    /** What callers pay. */
    COST("cost", false),
    /** What the sensor process uses. */
    SENSOR_CPU("sensor-cpu", false),
    /** How late events and verdicts are. */
    DELIVERY("delivery", false),
    /** What does not arrive. */
    LOSS("loss", false),
    /** What a sensor takes. */
    CAPACITY("capacity", true),
    /** What a fault takes down. */
    OUTCOME("outcome", false),
    /** What a sensor does not see. */
    SIGHT("visibility", false),
    /** What an attack does to a sensor. */
    ATTACK("tamper", false);

    private final String label;
    private final boolean higherIsBetter;

    Family(String label, boolean higherIsBetter) {
      this.label = label;
      this.higherIsBetter = higherIsBetter;
    }

    @Override
    public String toString() {
      return label;
    }
  }

  /**
   * How OpenMetrics names it: base units, and the unit at the end of the name.
   *
   * @param stem of the name, without "ringbench_" and the unit
   * @param unit null: a number without one
   * @param powerOfTen what our unit is in that one: -9 for ns in seconds
   */
  public record Exposition(String stem, String unit, int powerOfTen) {
    /** The family's name; {@code bound}: empty for the value itself, else "_low" or "_high". */
    public String name(String bound) {
      return "ringbench_" + stem + bound + (unit == null ? "" : "_" + unit);
    }

    /** A value of ours in this unit, to the digit. */
    public double inBaseUnit(double value) {
      return new BigDecimal(Double.toString(value)).scaleByPowerOfTen(powerOfTen).doubleValue();
    }
  }

  private final String label;
  private final String unit;
  private final Family family;
  private final String stem;
  private final String baseUnit;
  private final int powerOfTen;
  private final String help;

  /** One that is compared, with the parts of its {@link Exposition}. */
  Metric(
      String label,
      String unit,
      Family family,
      String stem,
      String baseUnit,
      int powerOfTen,
      String help) {
    this.label = label;
    this.unit = unit;
    this.family = family;
    this.stem = stem;
    this.baseUnit = baseUnit;
    this.powerOfTen = powerOfTen;
    this.help = help;
  }

  /** One that reports show, and nothing compares. */
  Metric(String label, String unit, String help) {
    this.label = label;
    this.unit = unit;
    this.family = null;
    this.stem = null;
    this.baseUnit = null;
    this.powerOfTen = 0;
    this.help = help;
  }

  /** Those that two documents are compared in. */
  public static List<Metric> compared() {
    return Arrays.stream(values()).filter(metric -> metric.family != null).toList();
  }

  /** The compared one of that name. */
  public static Optional<Metric> named(String label) {
    return compared().stream().filter(metric -> metric.label.equals(label)).findFirst();
  }

  /** As reports and exports name its unit. */
  public String unit() {
    return unit;
  }

  /** Whether more is better. */
  public boolean higherIsBetter() {
    return family != null && family.higherIsBetter;
  }

  /** Which budget is for it; null: nothing compares it. */
  public Family family() {
    return family;
  }

  /** How OpenMetrics names it; null: nothing compares it, and it is not exported there. */
  public Exposition exposition() {
    return stem == null ? null : new Exposition(stem, baseUnit, powerOfTen);
  }

  /** One sentence without quotes or backslashes, which formats escape differently. */
  public String help() {
    return help;
  }

  /**
   * Whether it was counted: its ends say what boots, or tries, of one build differ by, and a
   * difference is one where they have nothing in common, without any other statistics.
   */
  public boolean isDeterministic() {
    return this == ADDED_INSTRUCTIONS || this == SIGHT || this == ATTACK;
  }

  /** Whether a value is a whole number of its unit, near enough. */
  public boolean isWhole() {
    return switch (unit) {
      case "ns", "instructions", "events", "events/s", "operations/s", "KiB", "class" -> true;
      default -> false;
    };
  }

  @Override
  public String toString() {
    return label;
  }
}
