// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.claims;

/** What became of a claim, the best first. */
public enum Verdict {
  /** Every interval is inside of what was claimed. */
  CONFIRMED(0, "every figure's interval is within what is claimed"),
  /** Confirmed at one level of a factor that was measured, refuted at another. */
  DEPENDS_ON(1, "confirmed at one level of a factor that was measured, refuted at another"),
  /** Neither confirmed nor refuted by these figures. */
  NOT_CONFIRMED(2, "measured, and neither confirmed nor refuted: an interval covers a limit"),
  /** An interval excludes what was claimed, or its order. */
  REFUTED(3, "an interval excludes what is claimed"),
  /** The claim's figure has a wrong unit. */
  UNITS(4, "the figure was published in a wrong unit"),
  /** Something is missing here. */
  NOT_TESTABLE_HERE(null, "this machine or this Ringbench lacks something that the test needs");

  private final Integer level;
  private final String meaning;

  Verdict(Integer level, String meaning) {
    this.level = level;
    this.meaning = meaning;
  }

  /** As the figure has it; null: there is none. */
  public Integer level() {
    return level;
  }

  /** In words. */
  public String meaning() {
    return meaning;
  }
}
