// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;

/**
 * One step of the plan: a block of one cell, or one floor.
 *
 * @param fork from 0
 * @param round from 0
 * @param position place in the shuffled round
 * @param cell what is measured; null for a floor
 * @param floor name of the floor; null for a cell
 * @param handoff of the floor; null for a cell
 */
public record Slot(int fork, int round, int position, Cell cell, String floor, Handoff handoff) {
  @Override
  public String toString() {
    if (cell != null) {
      return cell.toString();
    }
    return handoff == Handoff.NONE ? floor : floor + " (" + handoff + ")";
  }
}
