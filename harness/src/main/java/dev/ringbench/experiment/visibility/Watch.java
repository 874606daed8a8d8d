// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.visibility;

import dev.ringbench.model.Operation;

/**
 * One start of a sensor for one operation.
 *
 * @param point where it reads, see {@link ReadingPoint}; null: nobody described it
 * @param reason why there is no result; null: there is
 * @param remedy what to do; null
 * @param lost events that it says it lost; null: it says nothing of loss
 * @param lostUnknown whether it says that it lost more
 * @param frontCanaries of them, done before the forms
 * @param frontSeen of those, seen or refused
 * @param endCanaries done behind the forms, one on each CPU
 * @param endSeen of those, seen or refused
 */
public record Watch(
    String sensor,
    Operation operation,
    Asked asked,
    String point,
    String reason,
    String remedy,
    Long lost,
    boolean lostUnknown,
    int frontCanaries,
    int frontSeen,
    int endCanaries,
    int endSeen) {
  /** Whether cells of it have results. */
  public boolean measured() {
    return reason == null;
  }
}
