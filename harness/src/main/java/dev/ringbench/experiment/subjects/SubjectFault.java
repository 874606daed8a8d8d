// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects;

import dev.ringbench.model.Operation;
import dev.ringbench.subject.OutsideFault;
import java.util.List;

/**
 * A fault that was done to a subject from outside while operations went on.
 *
 * @param row id of the subject
 * @param turn which of the runs of this fault, from 0
 * @param operation that went on, at an even rate
 * @param predicted class of the fault matrix, from placement and mode alone, before it was done
 * @param predictedEffects on security
 * @param outcome class of the fault matrix; null: it could not be done
 * @param effects on security
 * @param issued operations from the fault to its undoing
 * @param counted of them, in the log at the end
 * @param issuedAfter operations after the undoing
 * @param countedAfter of them, in the log at the end
 * @param refused operations that failed, most of them with EPERM or EACCES
 * @param longestNs the longest operation
 * @param longestBeforeNs the longest before the fault
 * @param unseenMs the longest time from the fault on in which no operation that began is in the log
 * @param restarts by its own supervisor, while the fault lasted
 * @param told what it said of it: its exit, a line, a counter of loss; null: nothing
 * @param recoveredMs from the end of the fault (its undoing, or the start of its process if that
 *     was earlier) to the first event after it; null: none came
 * @param reason why it could not be done; null: it was
 */
public record SubjectFault(
    String row,
    OutsideFault fault,
    int turn,
    Operation operation,
    String predicted,
    List<String> predictedEffects,
    String outcome,
    List<String> effects,
    long issued,
    long counted,
    long issuedAfter,
    long countedAfter,
    long refused,
    long longestNs,
    long longestBeforeNs,
    double unseenMs,
    long restarts,
    String told,
    Double recoveredMs,
    String reason) {
  /** Defensive copies. */
  public SubjectFault {
    predictedEffects = List.copyOf(predictedEffects);
    effects = List.copyOf(effects);
  }

  /** Operations from the fault on that succeeded and that the log does not name. */
  public long missing() {
    return Math.max(0, issued + issuedAfter - counted - countedAfter - refused);
  }
}
