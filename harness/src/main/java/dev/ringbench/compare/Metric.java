// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.compare;

import java.util.Arrays;
import java.util.Optional;

/** A figure that two documents can be compared in, and which way is better. */
public enum Metric {
  /** Median latency that a sensor adds to the operation. */
  ADDED_P50("added_p50", "ns", false, Family.COST),
  /** The same, one in a hundred. */
  ADDED_P99("added_p99", "ns", false, Family.COST),
  /** Guest instructions that it adds to the median operation: they repeat. */
  ADDED_INSTRUCTIONS("added_instructions_p50", "instructions", false, Family.COST),
  /** Time of a whole program, by that without a sensor. */
  SLOW_DOWN("slow_down", "ratio", false, Family.COST),
  /** CPU time of the sensor process. */
  SENSOR_CPU("cpu_per_million_events", "s/million events", false, Family.SENSOR_CPU),
  /** From the operation's due time to the event in the sensor process. */
  DELIVERY_P50("delivery_p50", "ns", false, Family.DELIVERY),
  /** The same, one in a hundred. */
  DELIVERY_P99("delivery_p99", "ns", false, Family.DELIVERY),
  /** From the operation's due time to the sensor's verdict. */
  VERDICT_P50("verdict_p50", "ns", false, Family.DELIVERY),
  /** Part of the issued events that did not arrive. */
  LOST_SHARE("lost_share", "share", false, Family.LOSS),
  /** Events a second that were held without a loss. */
  CAPACITY("capacity", "events/s", true, Family.CAPACITY),
  /** Operations a second as fast as they come. */
  FULL_SPEED("full_speed", "operations/s", true, Family.CAPACITY),
  /** Blast radius of a fault, 0 (not activated) to 9 (data loss). */
  OUTCOME("outcome_class", "class", false, Family.OUTCOME);

  /** What budgets are given for. */
  public enum Family {
    /** What callers pay. */
    COST("cost"),
    /** What the sensor process uses. */
    SENSOR_CPU("sensor-cpu"),
    /** How late events and verdicts are. */
    DELIVERY("delivery"),
    /** What does not arrive. */
    LOSS("loss"),
    /** What a sensor takes. */
    CAPACITY("capacity"),
    /** What a fault takes down. */
    OUTCOME("outcome");

    private final String label;

    Family(String label) {
      this.label = label;
    }

    @Override
    public String toString() {
      return label;
    }
  }

  private final String label;
  private final String unit;
  private final boolean higherIsBetter;
  private final Family family;

  Metric(String label, String unit, boolean higherIsBetter, Family family) {
    this.label = label;
    this.unit = unit;
    this.higherIsBetter = higherIsBetter;
    this.family = family;
  }

  /** The one of that name. */
  public static Optional<Metric> named(String label) {
    return Arrays.stream(values()).filter(metric -> metric.label.equals(label)).findFirst();
  }

  /** As reports and exports name its unit. */
  public String unit() {
    return unit;
  }

  /** Whether more is better. */
  public boolean higherIsBetter() {
    return higherIsBetter;
  }

  /** Which budget is for it. */
  public Family family() {
    return family;
  }

  /** Whether it repeats: a difference is one, without any statistics. */
  public boolean isDeterministic() {
    return this == ADDED_INSTRUCTIONS;
  }

  @Override
  public String toString() {
    return label;
  }
}
