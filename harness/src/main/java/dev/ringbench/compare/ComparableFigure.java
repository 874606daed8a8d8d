// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.compare;

import dev.ringbench.model.Placement;
import dev.ringbench.stats.Observation;
import java.util.List;

/**
 * One figure of a document that another document may have too.
 *
 * @param row what was measured, the same text in every document: "open seccomp-notify (same-cpu)"
 * @param sensor its id
 * @param placement null for what is no sensor's
 * @param value in the metric's unit; null: there is none, or it is unknown
 * @param low lower end of its 95 % interval, of a count or a capacity of what was seen; null: not
 *     known
 * @param high upper end
 * @param observations independent ones behind the value, a fork each: forks, searches, rounds,
 *     runs; empty: it is a count that repeats
 * @param reason why there is no value, or why it is not told from none; null
 */
public record ComparableFigure(
    String row,
    Metric metric,
    String sensor,
    Placement placement,
    Double value,
    Double low,
    Double high,
    List<Observation> observations,
    String reason) {
  /** Defensive copy. */
  public ComparableFigure {
    observations = List.copyOf(observations);
  }

  /** Whether there is a value. */
  public boolean hasValue() {
    return value != null;
  }

  /** Tells figures of one document apart, and finds the same in another. */
  public Key key() {
    return new Key(row, metric);
  }

  /** See {@link #key}. */
  public record Key(String row, Metric metric) {
    @Override
    public String toString() {
      return row + ": " + metric;
    }
  }
}
