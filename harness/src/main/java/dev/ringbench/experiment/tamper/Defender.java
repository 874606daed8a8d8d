// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.tamper;

import dev.ringbench.model.Mode;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;

/**
 * A sensor that is attacked, of ours or not.
 *
 * @param id of the sensor or the subject
 * @param mechanism what hooks what
 * @param kind of its mechanism, as the catalogue of attacks has it; null: nobody described it
 * @param ours whether it is one of Ringbench's
 * @param operation that is done before it
 * @param reports whether it reports operations that may pass
 * @param reason why it was not attacked; null: it was
 * @param remedy what to do; null
 */
public record Defender(
    String id,
    Placement placement,
    Mode mode,
    String mechanism,
    String kind,
    boolean ours,
    Operation operation,
    boolean reports,
    String reason,
    String remedy) {
  /** The same with the reason why it cannot be attacked. */
  public Defender without(String why, String whatToDo) {
    return new Defender(
        id, placement, mode, mechanism, kind, ours, operation, reports, why, whatToDo);
  }
}
