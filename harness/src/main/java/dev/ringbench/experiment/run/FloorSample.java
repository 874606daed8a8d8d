// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.model.Handoff;

/**
 * One figure of something that is no sensor: a clock read, a crossing, a bare loop.
 *
 * @param name "clock-read", "stamping", "jna-crossing", "handoff-floor" or "bare-" and a sensor's
 *     id
 * @param valueNs ns; null when it could not be measured
 * @param reason why not; null when measured
 * @param meanNs the same of the mean, where {@code valueNs} is of the median; null: one number is
 *     all that there is, or not recorded
 */
public record FloorSample(
    int fork,
    int round,
    String name,
    Handoff handoff,
    Double valueNs,
    String reason,
    Double meanNs) {

  /** One that has no other mean. */
  public FloorSample(
      int fork, int round, String name, Handoff handoff, Double valueNs, String reason) {
    this(fork, round, name, handoff, valueNs, reason, null);
  }
}
