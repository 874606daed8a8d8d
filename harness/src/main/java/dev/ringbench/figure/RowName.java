// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.figure;

import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;

/**
 * What a figure is of.
 *
 * @param text the same in every document: "open seccomp-notify (same-cpu), 2 threads"; trends and
 *     budgets find the row by it
 * @param sensor its id
 * @param placement null: of no sensor, or not stored
 * @param operation null: of no single operation
 * @param handoff {@link Handoff#NONE} where there is no consumer
 * @param variant what else tells it from other rows of the sensor, letters, digits and hyphens:
 *     "2-threads"; empty: nothing
 */
public record RowName(
    String text,
    String sensor,
    Placement placement,
    Operation operation,
    Handoff handoff,
    String variant) {
  /** Of a cell, which its own text names. */
  public static RowName of(Cell cell, Placement placement) {
    return new RowName(
        cell.toString(),
        cell.sensor(),
        placement,
        cell.operation(),
        cell.handoff(),
        cell.rules() == 0 ? "" : cell.rules() + "-rules");
  }

  @Override
  public String toString() {
    return text;
  }
}
