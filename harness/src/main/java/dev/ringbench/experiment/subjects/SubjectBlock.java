// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects;

import dev.ringbench.model.Operation;
import dev.ringbench.model.Percentiles;

/**
 * Operations in a closed loop, with a row or without one.
 *
 * @param row id of the subject or sensor that ran meanwhile; {@code none}: nothing did
 * @param beside the row that the block belongs to: itself, or the one that it is the pair of
 * @param round from 0
 * @param step number of the block in the order of all, from 0
 * @param issued operations
 * @param refused of them
 * @param elapsedNs of all of them
 * @param cpuNs CPU time of the subject's processes or of the sensor's; null: not known
 * @param kernelCpuNs CPU time of the kernel threads that work for it; null: it names none, or
 *     nobody knows
 * @param figures of the latencies; null: it failed
 * @param histogram the latencies, see {@link dev.ringbench.figure.Histograms}; null: it failed
 * @param reason why it has no figures; null: it has
 */
public record SubjectBlock(
    String row,
    String beside,
    Operation operation,
    int round,
    int step,
    long issued,
    long refused,
    long elapsedNs,
    Long cpuNs,
    Long kernelCpuNs,
    Percentiles figures,
    String histogram,
    String reason) {
  /** The row without anything. */
  public static final String WITHOUT = "none";

  /** The same block, so many rounds and steps later. */
  public SubjectBlock later(int rounds, int steps) {
    return new SubjectBlock(
        row,
        beside,
        operation,
        round + rounds,
        step + steps,
        issued,
        refused,
        elapsedNs,
        cpuNs,
        kernelCpuNs,
        figures,
        histogram,
        reason);
  }

  /** Whether it has figures. */
  public boolean measured() {
    return reason == null && figures != null;
  }

  /** Whether nothing ran. */
  public boolean without() {
    return row.equals(WITHOUT);
  }
}
