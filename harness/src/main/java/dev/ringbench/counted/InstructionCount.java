// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.counted;

import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import java.util.List;

/**
 * Instructions of one boot of a counting guest for one row: a clock that advances by one nanosecond
 * with each instruction counts them. Never mixed with times.
 *
 * @param boot of the guest that counted, from 0: each counts every row; null becomes 0
 * @param rules that each event was compared with; 0: it evaluated no content
 * @param operations in each block
 * @param totals instructions of a whole block, with the consumer's and all that the kernel did
 *     meanwhile; empty where the consumer was stopped meanwhile
 * @param medians of one operation between its two stamps, a block each
 * @param reason why it could not be counted; null when it was
 * @param remedy what to do; null when it was
 */
public record InstructionCount(
    Integer boot,
    String sensor,
    Operation operation,
    Handoff handoff,
    int rules,
    int operations,
    List<Long> totals,
    List<Long> medians,
    String reason,
    String remedy) {

  /** Defensive copies. */
  public InstructionCount {
    boot = boot == null ? 0 : boot; // one was all there was
    totals = List.copyOf(totals);
    medians = List.copyOf(medians);
  }

  /** The row that this belongs to. */
  public Cell cell() {
    return new Cell(sensor, operation, handoff, rules);
  }
}
