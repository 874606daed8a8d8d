// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.model;

/**
 * One row of the comparison: a sensor on an operation with a hand-off, evaluating so many rules.
 *
 * @param sensor id of the sensor
 * @param operation what is monitored
 * @param handoff {@link Handoff#NONE} for sensors without a consumer
 * @param rules that each event is compared with; 0 or null: it evaluates no content
 */
public record Cell(String sensor, Operation operation, Handoff handoff, Integer rules) {
  /** Documents from before there were rules do not name them. */
  public Cell {
    rules = rules == null ? 0 : rules;
  }

  /** A row without rules. */
  public Cell(String sensor, Operation operation, Handoff handoff) {
    this(sensor, operation, handoff, 0);
  }

  /** The same row, evaluating so many rules. */
  public Cell withRules(int count) {
    return new Cell(sensor, operation, handoff, count);
  }

  @Override
  public String toString() {
    return operation
        + " "
        + sensor
        + (handoff == Handoff.NONE ? "" : " (" + handoff + ")")
        + (rules == 0 ? "" : ", " + rules + " rules");
  }
}
