// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import dev.ringbench.model.Handoff;
import dev.ringbench.model.Mode;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import java.util.Locale;

/**
 * One figure of a comparison: what every table, report and export is made of.
 *
 * @param experiment "cost", "delivery", "verdict", "accounting", "sensor_cost", "floor" or
 *     "instructions"
 * @param operation null for floors
 * @param sensor id of the sensor, or name of the floor
 * @param placement null for what is no sensor
 * @param mode null for what is no sensor
 * @param rules that each event was compared with; 0: none
 * @param metric name, see docs/method.md
 * @param unit "ns", "ratio", "events", "s/million events", "KiB" or "instructions"
 * @param value null when unavailable
 * @param ciLow lower end of the 95 % interval; null when there is none
 * @param ciHigh upper end
 * @param reason why it is unavailable or below the noise; null otherwise
 */
public record Row(
    String experiment,
    Operation operation,
    String sensor,
    Placement placement,
    Mode mode,
    Handoff handoff,
    int rules,
    String metric,
    String unit,
    Double value,
    Double ciLow,
    Double ciHigh,
    Status status,
    String reason) {

  /** How far a figure may be used. */
  public enum Status {
    /** As it stands. */
    OK,
    /** Not told from no effect: see the reason. */
    BELOW_NOISE,
    /** There is no figure: see the reason. */
    UNAVAILABLE,
    /** Measured under emulation: compare inside its own machine only. */
    EMULATED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The experiment with the number of rules, where there are any: "cost" or "cost-100-rules". */
  public String experimentWithRules() {
    return rules == 0 ? experiment : experiment + "-" + rules + "-rules";
  }

  /** Whether there is a value to show. */
  public boolean hasValue() {
    return value != null;
  }

  /** Whether the figure was told from no effect; a reason says that it was not. */
  public boolean toldFromNone() {
    return value != null && reason == null;
  }
}
