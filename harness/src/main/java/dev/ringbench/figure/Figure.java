// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.figure;

import dev.ringbench.model.Placement;
import dev.ringbench.stats.Mark;
import dev.ringbench.stats.Observation;
import java.util.List;

/**
 * One figure of a document that another document may have too.
 *
 * @param value in the metric's unit; null: there is none, or it is unknown
 * @param low lower end of its 95 % interval, of a capacity of what was seen, of a count of what
 *     other boots of the same build may show; null: not known
 * @param high upper end
 * @param observations independent ones behind the value, a fork each: forks, searches, rounds,
 *     runs; empty: it has no statistics
 * @param reason why there is no value, or why it is no significant effect; null otherwise
 * @param mark of an effect; null of what is none, and where there is no value
 */
public record Figure(
    RowName row,
    Metric metric,
    Double value,
    Double low,
    Double high,
    List<Observation> observations,
    String reason,
    Mark mark) {
  /** Defensive copy. */
  public Figure {
    observations = List.copyOf(observations);
  }

  /** Id of the sensor that it is of. */
  public String sensor() {
    return row.sensor();
  }

  /** Where that sensor decides; null: of no sensor, or not stored. */
  public Placement placement() {
    return row.placement();
  }

  /** Whether there is a value. */
  public boolean hasValue() {
    return value != null;
  }

  /** Behind the value in a table: empty of a significant effect, and of what is no effect. */
  public String sign() {
    return mark == null ? "" : mark.sign();
  }

  /** Tells figures of one document apart, and finds the same in another. */
  public Key key() {
    return new Key(row.text(), metric);
  }

  /** See {@link #key}. */
  public record Key(String row, Metric metric) {
    @Override
    public String toString() {
      return row + ": " + metric;
    }
  }
}
