// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.model;

/** How far two sensors may be compared. Only the first two are ranked. */
public enum Pairing {
  /** The same hook, another decider. */
  SAME_HOOK,
  /** The same event from another hook. */
  SAME_EVENT,
  /** One sees less than the other. */
  WEAKER,
  /** Never subtracted or divided. */
  NOT_COMPARABLE;

  /** Whether a report may say which of the two is cheaper. */
  public boolean isRanked() {
    return this == SAME_HOOK || this == SAME_EVENT;
  }
}
