// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.figure;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Mode;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import dev.ringbench.stats.Mark;
import java.util.List;
import java.util.Locale;

/**
 * One figure as a line of a table, for exports and reports.
 *
 * @param experiment what of it: of a run "cost", "delivery", "verdict", "accounting",
 *     "sensor_cost", "floor" or "instructions"; of other kinds their name, with what else tells the
 *     row: "capacity-2-threads"
 * @param operation null for floors
 * @param sensor id of the sensor, or name of the floor
 * @param placement null for what is no sensor
 * @param mode null for what is no sensor
 * @param rules that each event was compared with; 0: none
 * @param metric see docs/method.md
 * @param value null when unavailable
 * @param ciLow lower end of the 95 % interval, of counted instructions the least of the boots; null
 *     when there is none
 * @param ciHigh upper end
 * @param reason why it is unavailable or not significant; null otherwise
 * @param mark of an effect; null of what is none, and where there is no value
 */
@JsonPropertyOrder({
  "experiment",
  "operation",
  "sensor",
  "placement",
  "mode",
  "handoff",
  "rules",
  "metric",
  "unit"
})
public record Row(
    String experiment,
    Operation operation,
    String sensor,
    Placement placement,
    Mode mode,
    Handoff handoff,
    int rules,
    Metric metric,
    Double value,
    Double ciLow,
    Double ciHigh,
    Status status,
    String reason,
    Mark mark) {

  /** How far a figure may be used. */
  public enum Status {
    /** As it stands. */
    OK,
    /** An effect that is not significant: see the mark and the reason. */
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

  /** Whether it is an effect that is there. */
  public boolean isSignificant() {
    return value != null && mark == Mark.SIGNIFICANT;
  }

  /** Behind the value in a table: see {@link Mark#sign}. */
  public String sign() {
    return mark == null ? "" : mark.sign();
  }

  /** The metric's. */
  @JsonProperty("unit")
  public String unit() {
    return metric.unit();
  }

  /** A line for each figure; {@code kind}: of the document. */
  public static List<Row> of(String kind, boolean emulated, List<Figure> figures) {
    return figures.stream().map(figure -> of(kind, emulated, figure)).toList();
  }

  private static Row of(String kind, boolean emulated, Figure figure) {
    RowName row = figure.row();
    boolean shown = figure.mark() == null || figure.mark() == Mark.SIGNIFICANT;
    Status status = shown ? Status.OK : Status.BELOW_NOISE;
    return new Row(
        row.variant().isEmpty() ? kind : kind + "-" + row.variant(),
        row.operation(),
        row.sensor(),
        row.placement(),
        null,
        row.handoff(),
        0,
        figure.metric(),
        figure.value(),
        figure.low(),
        figure.high(),
        !figure.hasValue() ? Status.UNAVAILABLE : emulated ? Status.EMULATED : status,
        figure.reason(),
        figure.mark());
  }
}
