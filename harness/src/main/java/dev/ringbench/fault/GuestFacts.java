// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import java.util.List;
import java.util.Map;

/**
 * What was seen from outside of a guest.
 *
 * @param console file with its console, in the campaign's directory; null: it said nothing
 * @param qmp events of the machine, in their order
 * @param conducted whether the conductor inside came to its end
 * @param panickedMs since the run was begun; null: it did not panic
 * @param silent whether every CPU stopped beating
 * @param working whether it still opened files and forked when it was last asked
 * @param deathSeenMs from a CPU's last beat to when it was seen that it, or the whole machine, is
 *     gone; null: all went on beating
 * @param longestBeatGapMs of each CPU
 * @param reboot null: this run was not chosen to be rebooted, or did not go down
 * @param data null: nobody looked
 */
public record GuestFacts(
    String console,
    List<String> qmp,
    boolean conducted,
    Double panickedMs,
    boolean silent,
    boolean working,
    Double deathSeenMs,
    Map<String, Double> longestBeatGapMs,
    Reboot reboot,
    Data data) {
  /**
   * What became of the machine after it went down.
   *
   * @param boots that it took; 3 at most
   * @param ready whether the last one came up
   * @param canariesPassed whether it worked then
   */
  public record Reboot(int boots, boolean ready, boolean canariesPassed, double seconds) {}

  /** Records that the workload knew to be on the disk, and those that are there after a reboot. */
  public record Data(long acknowledged, long found) {}
}
