// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;

/**
 * All values of one row and one metric in one fork.
 *
 * @param rules that each event was compared with; 0: it evaluated no content
 * @param metric "cost", "delivery" or "verdict"; ns
 * @param encoded HdrHistogram's compressed form in base 64, 3 significant digits
 */
public record CellHistogram(
    int fork,
    String sensor,
    Operation operation,
    Handoff handoff,
    int rules,
    String metric,
    String encoded) {
  /** The row. */
  public Cell cell() {
    return new Cell(sensor, operation, handoff, rules);
  }
}
