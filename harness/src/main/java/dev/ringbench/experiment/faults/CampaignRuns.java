// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import dev.ringbench.fault.StoredRun;
import dev.ringbench.model.RingbenchException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** What the runs of a campaign recorded, wherever it is kept: all that grading works on. */
public interface CampaignRuns {
  /** What the campaign consists of. */
  CampaignPlan plan();

  /** Every run, in whatever order; as often as one likes. */
  void forEachRun(Consumer<StoredRun> consumer);

  /**
   * What the kernel of that run's guest said; empty where there was none. To be asked for while
   * {@link #forEachRun} is at that run.
   */
  String console(StoredRun run);

  /** Shards that these runs were merged from; 0: they were conducted by one machine. */
  default int shards() {
    return 0;
  }

  /**
   * The shard that conducted that run, from 1; 0: see {@link #shards}. To be asked for while {@link
   * #forEachRun} is at that run.
   */
  default int shardOf(StoredRun run) {
    return 0;
  }

  /** What runs came to when it was kept; empty: it was not. */
  List<Kept> classes();

  /**
   * Those of a campaign's directory, of a published file of raw runs, or of a folder with one.
   *
   * @throws RingbenchException bad input: it is none of these, or not as Ringbench writes it
   */
  static CampaignRuns open(Path path) {
    if (!Files.isDirectory(path)) {
      return CampaignArchive.open(path);
    }
    Path archive = path.resolve(CampaignArchive.FILE);
    return !CampaignDirectory.isOne(path) && Files.exists(archive)
        ? CampaignArchive.open(archive)
        : CampaignDirectory.open(path);
  }
}
