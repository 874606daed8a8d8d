// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.tamper;

/**
 * What became of some operations.
 *
 * @param asked operations that were tried
 * @param done of those that may pass, how many were
 * @param reported of the done ones, how many an event named
 * @param failed that may pass and failed
 * @param stalled that did not return within their limit
 * @param denied tried that have to be refused
 * @param passed of those, how many were done
 */
public record ProbeCounts(
    int asked, int done, int reported, int failed, int stalled, int denied, int passed) {
  /** None. */
  public static final ProbeCounts NONE = new ProbeCounts(0, 0, 0, 0, 0, 0, 0);

  /** Done and not reported. */
  public int unreported() {
    return done - reported;
  }

  /** "10 of 10 reported, 10 of 10 refused". */
  public String text(boolean reports) {
    StringBuilder text = new StringBuilder();
    if (asked > 0) {
      text.append(done).append(" of ").append(asked).append(" done");
      text.append(reports ? ", " + reported + " reported" : "");
      text.append(failed > 0 ? ", " + failed + " failed" : "");
    }
    if (denied > 0) {
      text.append(text.length() > 0 ? ", " : "").append(passed).append(" of ").append(denied);
      text.append(" that have to be refused were done");
    }
    text.append(stalled > 0 ? ", " + stalled + " did not return" : "");
    return text.length() == 0 ? "none" : text.toString();
  }
}
