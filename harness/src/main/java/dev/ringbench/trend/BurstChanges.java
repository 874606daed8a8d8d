// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import dev.ringbench.stats.ChangePoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/**
 * Shares of loss come in bursts: many runs lose nothing, and one or two lose some. Beside so many
 * zeros a single burst is far outside of what a t-test expects. So a change in them needs some runs
 * on either side, and ranks that differ, too.
 */
final class BurstChanges {
  private static final int LEAST_RUNS = 3;
  private static final double LEVEL = 0.05;

  private BurstChanges() {}

  /** The changes that are more than bursts. */
  static List<ChangePoint> without(double[] values, List<ChangePoint> found) {
    List<ChangePoint> kept = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < found.size(); i++) {
      int split = found.get(i).index();
      int to = i + 1 == found.size() ? values.length : found.get(i + 1).index();
      if (isChange(
          Arrays.copyOfRange(values, from, split), Arrays.copyOfRange(values, split, to))) {
        kept.add(found.get(i));
        from = split;
      }
    }
    return kept;
  }

  private static boolean isChange(double[] before, double[] after) {
    return Math.min(before.length, after.length) >= LEAST_RUNS
        && MannWhitneyUTest.withDefaults().test(before, after).getPValue() < LEVEL;
  }
}
