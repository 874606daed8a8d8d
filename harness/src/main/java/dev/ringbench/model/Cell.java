// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.model;

/**
 * One row of the comparison: a sensor on an operation with a hand-off.
 *
 * @param sensor id of the sensor
 * @param operation what is monitored
 * @param handoff {@link Handoff#NONE} for sensors without a consumer
 */
public record Cell(String sensor, Operation operation, Handoff handoff) {
  @Override
  public String toString() {
    return handoff == Handoff.NONE
        ? operation + " " + sensor
        : operation + " " + sensor + " (" + handoff + ")";
  }
}
