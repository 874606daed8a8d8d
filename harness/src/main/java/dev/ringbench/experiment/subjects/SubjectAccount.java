// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects;

import dev.ringbench.model.Operation;
import dev.ringbench.model.Percentiles;

/**
 * What became of the events of operations whose targets have names of their own.
 *
 * @param row id of the subject
 * @param readyMs from its start to its first event
 * @param stopMs from the request to its end; null: it ends with what it wraps, or has no process
 * @param paced at a rate that it should stand
 * @param flood as fast as operations come
 * @param heldPerSecond the highest of the tried rates at which the log named every operation; null:
 *     it did at none, or they were not tried
 * @param delay from an operation's begin to when its line was seen in the log, paced; null: its log
 *     can be read only afterwards
 * @param reportedLost what it said that it lost, in its own scope; null: it reports no loss
 * @param pidsRight of the paced events that say who did it, those that say the right process; null:
 *     they do not say
 * @param memoryPeakBytes of its processes; null: not known
 * @param logBytes that it wrote
 * @param tail whether the canaries behind the flood came, on every CPU
 * @param overflow what became of events while it was stopped, so that its queue overflowed; null:
 *     that was not asked for, or it cannot be stopped
 * @param left what outlived it, a sentence; null: nothing
 * @param reason why the account ended early; null: it did not
 */
public record SubjectAccount(
    String row,
    Operation operation,
    double readyMs,
    Double stopMs,
    Phase paced,
    Phase flood,
    Double heldPerSecond,
    Percentiles delay,
    Long reportedLost,
    Long pidsRight,
    Long memoryPeakBytes,
    long logBytes,
    boolean tail,
    Overflow overflow,
    String left,
    String reason) {
  /**
   * Operations, and the targets that the log names.
   *
   * @param issued operations that succeeded, each on a target of its own
   * @param counted distinct targets that the log names
   * @param elapsedNs from the first to the last
   */
  public record Phase(long issued, long counted, long elapsedNs) {
    /** What the log does not name. */
    public long missing() {
      return issued - counted;
    }

    /** Operations a second. */
    public double perSecond() {
      return elapsedNs == 0 ? 0 : issued * 1e9 / elapsedNs;
    }
  }

  /**
   * Operations as fast as they come while the subject is stopped, and what it said of the loss when
   * it went on.
   *
   * @param issued operations that succeeded, each on a target of its own
   * @param counted distinct targets that the log names at the end
   * @param reportedQuiet what it said that it lost, before another operation; null: it reports none
   * @param reportedAfter the same after an operation on each CPU; null: it reports none
   * @param said what else it said meanwhile; null: nothing
   */
  public record Overflow(
      long issued, long counted, Long reportedQuiet, Long reportedAfter, String said) {
    /** What the log does not name. */
    public long missing() {
      return issued - counted;
    }
  }

  /** Missing events beyond what the subject said that it lost. */
  public long silent() {
    long missing = paced.missing() + flood.missing();
    return Math.max(0, missing - (reportedLost == null ? 0 : reportedLost));
  }
}
