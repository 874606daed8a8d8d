// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import dev.ringbench.fault.Facts;
import dev.ringbench.fault.Outcome;
import dev.ringbench.fault.SecurityEffect;
import java.util.List;
import java.util.Set;

/**
 * What a run came to when its campaign ended, to be held against what it comes to later.
 *
 * @param number of the run
 */
public record Kept(int number, Outcome outcome, Set<SecurityEffect> security, boolean censored) {
  /** Of all runs that have a class. */
  static List<Kept> of(List<GradedRun> graded) {
    return graded.stream().filter(run -> run.outcome() != null).map(Kept::of).toList();
  }

  /** The same of merged runs, without the calibration, whose numbers each shard has. */
  static List<Kept> ofMerged(List<GradedRun> graded) {
    return of(graded.stream().filter(run -> !run.run().kind().equals(Facts.CALIBRATION)).toList());
  }

  /** Whether a run comes to the same. */
  public boolean agrees(GradedRun run) {
    return equals(of(run));
  }

  static Kept of(GradedRun run) {
    return new Kept(run.run().number(), run.outcome(), run.security(), run.censored());
  }
}
