// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects;

import dev.ringbench.model.Operation;

/**
 * Whether a row can be measured here: it was started, and its canary came.
 *
 * @param row id of a subject or sensor
 * @param readyMs from its start to its first event, in ms; null: it is not ready, or a sensor
 * @param reason why not; null: it can
 * @param remedy what to do about it; null: it can
 */
public record SubjectTrial(
    String row, Operation operation, Double readyMs, String reason, String remedy) {
  /** Whether it can. */
  public boolean available() {
    return reason == null;
  }
}
