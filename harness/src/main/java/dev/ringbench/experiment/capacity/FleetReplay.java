// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.capacity;

import dev.ringbench.model.Arrivals;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import java.util.List;

/**
 * Sensors under the rates of a fleet.
 *
 * @param rates which
 * @param arrivals within each load
 * @param rows a sensor each
 */
public record FleetReplay(FleetRates rates, Arrivals arrivals, List<Row> rows) {
  /** Defensive copy. */
  public FleetReplay {
    rows = List.copyOf(rows);
  }

  /**
   * One sensor.
   *
   * @param planned how many points there would be
   * @param reason why there are fewer; null
   * @param points one a rate, from the lowest to the maximum
   */
  public record Row(
      String sensor,
      Operation operation,
      Handoff handoff,
      int rules,
      int threads,
      int queueBytes,
      int planned,
      String reason,
      List<CapacityPoint> points) {
    /** Defensive copy. */
    public Row {
      points = List.copyOf(points);
    }
  }
}
