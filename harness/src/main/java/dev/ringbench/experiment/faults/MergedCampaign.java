// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import dev.ringbench.fault.StoredRun;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;

/** The runs of several shards as those of one campaign, shard by shard. */
final class MergedCampaign implements CampaignRuns {
  private final CampaignPlan plan;
  private final int of;
  private final SortedMap<Integer, CampaignRuns> shards;
  private int current;

  /**
   * Of shards by their numbers.
   *
   * @param plan the whole one
   * @param of shards of that plan
   */
  MergedCampaign(CampaignPlan plan, int of, SortedMap<Integer, CampaignRuns> shards) {
    this.plan = plan;
    this.of = of;
    this.shards = shards;
  }

  @Override
  public CampaignPlan plan() {
    return plan;
  }

  @Override
  public synchronized void forEachRun(Consumer<StoredRun> consumer) {
    shards.forEach(
        (number, runs) -> {
          current = number;
          runs.forEachRun(consumer);
        });
  }

  @Override
  public String console(StoredRun run) {
    return shards.get(current).console(run);
  }

  @Override
  public int shards() {
    return of;
  }

  @Override
  public int shardOf(StoredRun run) {
    return current;
  }

  @Override
  public List<Kept> classes() {
    return List.of();
  }
}
