// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.gate;

import dev.ringbench.figure.Figure;
import dev.ringbench.figure.Metric;
import dev.ringbench.model.Glob;
import java.util.Set;

/**
 * How much worse figures may become.
 *
 * @param name as the file says it, for verdicts: "budget.yaml:4 cost of open seccomp-notify*"
 * @param metrics it is for
 * @param rows a {@link Glob} over names of rows
 * @param atMost how much worse, see {@link Amount}
 * @param optional whether it may match nothing, as long as another of its file matches something:
 *     for what not every run measures
 */
public record Budget(
    String name, Set<Metric> metrics, String rows, Amount atMost, boolean optional) {
  /** Defensive copy. */
  public Budget {
    metrics = Set.copyOf(metrics);
  }

  /** Whether it is for this figure. */
  boolean covers(Figure.Key key) {
    return metrics.contains(key.metric()) && new Glob(rows).matches(key.row());
  }

  /**
   * A size of a change.
   *
   * @param value as written: 5 of "5 %"
   * @param unit "%", or the metric's own: "ns", "us", "ms", "instructions", "events/s", "classes"
   */
  public record Amount(double value, String unit) {
    /** Whether it is a part of the base's value (of a lost share: points of it). */
    boolean isPercent() {
      return unit.equals("%");
    }

    /** In the metric's own unit. */
    double inMetricUnit() {
      return switch (unit) {
        case "us" -> value * 1_000;
        case "ms" -> value * 1_000_000;
        default -> value;
      };
    }

    @Override
    public String toString() {
      return (value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value))
          + " "
          + unit;
    }
  }
}
