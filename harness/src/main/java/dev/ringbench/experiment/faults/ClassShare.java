// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import dev.ringbench.experiment.faults.FaultDocument.Cell;
import dev.ringbench.experiment.faults.FaultDocument.Form;
import dev.ringbench.experiment.faults.FaultDocument.Share;
import dev.ringbench.fault.Outcome;
import dev.ringbench.figure.RunShare;

/**
 * The most frequent class of some runs, and how many of them came to it: what is printed wherever a
 * class stands for several runs.
 */
record ClassShare(Outcome outcome, RunShare share) {
  /** What the marks mean. */
  static final String LEGEND =
      "The most frequent class; "
          + RunShare.LEGEND
          + ": such a class is one of several, and another campaign may print another";

  /** Of a cell that has a class. */
  static ClassShare of(Cell cell) {
    return of(cell.outcome(), cell.share());
  }

  /** Of a form that has a class. */
  static ClassShare of(Form form) {
    return of(form.outcome(), form.share());
  }

  private static ClassShare of(Outcome outcome, Share share) {
    return new ClassShare(outcome, new RunShare(share.hits(), share.of()));
  }

  /** "B8", "B8 12/15", "B8 5/15~"; {@code mark}: put behind the class. */
  String text(String mark) {
    return outcome + mark + share;
  }

  @Override
  public String toString() {
    return text("");
  }
}
