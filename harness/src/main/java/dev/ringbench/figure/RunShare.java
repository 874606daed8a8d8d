// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.figure;

/**
 * How many runs came to what stands for all of them, as it is printed behind that.
 *
 * @param times runs that came to it
 * @param of all
 */
public record RunShare(int times, int of) {
  private static final int DOUBTFUL_PERCENT = 60;

  /** What the text means, for a legend. */
  public static final String LEGEND =
      "with a share, such as 5/15, if not all runs had it, and `~` if fewer than 60 % had it";

  /** Whether all did. */
  public boolean isUnanimous() {
    return times == of;
  }

  /** Whether it stands for so few of them that it says little alone. */
  public boolean isDoubtful() {
    return 100L * times < (long) DOUBTFUL_PERCENT * of;
  }

  /** "", " 12/15", " 5/15~". */
  @Override
  public String toString() {
    return isUnanimous() ? "" : " " + times + "/" + of + (isDoubtful() ? "~" : "");
  }
}
