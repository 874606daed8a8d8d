// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.macro;

import dev.ringbench.model.Handoff;

/**
 * One run of one workload.
 *
 * @param round each sensor and workload once
 * @param step number of the run in the order in which they were: neighbours are paired
 * @param elapsedMs wall clock
 * @param cpuMs of all its processes
 * @param sensorCpuMs of the sensor process
 * @param events that arrived
 * @param lost that the sensor counted; null: it said that there were some
 * @param reason why it has no figures; null
 */
public record MacroSample(
    String workload,
    String sensor,
    Handoff handoff,
    int round,
    int step,
    double elapsedMs,
    double cpuMs,
    double sensorCpuMs,
    long events,
    Long lost,
    String reason) {
  public static MacroSample failed(
      String workload, String sensor, Handoff handoff, int round, int step, String reason) {
    return new MacroSample(workload, sensor, handoff, round, step, 0, 0, 0, 0, 0L, reason);
  }
}
