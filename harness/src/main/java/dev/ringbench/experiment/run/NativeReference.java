// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;

/**
 * One pair measured on the host, to be set beside the same pair of the guest: how far emulation
 * distorts.
 *
 * @param kernel release of the host's kernel
 * @param numerator id of the sensor above the line
 * @param denominator id of the sensor below it
 * @param handoff of the numerator; the denominator has no consumer
 * @param ratio of the operations' median latencies on the host
 * @param ciLow lower end of its 95 % interval; null when there is none
 * @param ciHigh upper end
 */
public record NativeReference(
    String kernel,
    Operation operation,
    String numerator,
    String denominator,
    Handoff handoff,
    double ratio,
    Double ciLow,
    Double ciHigh) {}
