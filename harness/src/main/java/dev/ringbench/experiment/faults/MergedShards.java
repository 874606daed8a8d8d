// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import java.util.ArrayList;
import java.util.List;

/**
 * The shards that a document was merged from.
 *
 * @param of shards of the campaign
 * @param campaign identity of the campaign, see {@link CampaignShard}
 * @param missing numbers of the shards that were not there, ascending
 * @param incomplete numbers of those that lack runs, ascending
 */
public record MergedShards(
    int of, String campaign, List<Integer> missing, List<Integer> incomplete) {
  /** Defensive copies. */
  public MergedShards {
    missing = List.copyOf(missing);
    incomplete = List.copyOf(incomplete);
  }

  /** Numbers of all shards that are not there as a whole, ascending. */
  List<Integer> lacking() {
    List<Integer> all = new ArrayList<>(missing);
    all.addAll(incomplete);
    return all.stream().sorted().toList();
  }
}
