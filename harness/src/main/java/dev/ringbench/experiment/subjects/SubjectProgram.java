// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects;

/**
 * One run of a whole program, with a row or without one.
 *
 * @param row id of the subject that ran meanwhile; {@code none}: nothing did
 * @param beside the row that the run belongs to: itself, or the one that it is the pair of
 * @param program its name, as {@code ringbench macro} has it
 * @param round from 0
 * @param elapsedMs wall clock; 0: it failed
 * @param cpuMs of all its processes; 0: it failed
 * @param reason why it failed; null: it did not
 */
public record SubjectProgram(
    String row,
    String beside,
    String program,
    int round,
    double elapsedMs,
    double cpuMs,
    String reason) {
  /** Whether it has times. */
  public boolean measured() {
    return reason == null;
  }
}
