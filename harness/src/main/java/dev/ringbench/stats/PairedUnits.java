// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.statistics.descriptive.Median;
import org.apache.commons.statistics.inference.WilcoxonSignedRankTest;

/**
 * Differences of what two runs of one session both have, round by round or block by block.
 *
 * @param differences treated - baseline, by fork and round
 */
public record PairedUnits(List<Observation> differences) {
  /** Joins the two on fork and round; what has no partner is left out. */
  public static PairedUnits of(List<Observation> treated, List<Observation> baseline) {
    Map<Long, Double> without = new HashMap<>();
    baseline.forEach(o -> without.put(key(o), o.value()));
    List<Observation> differences = new ArrayList<>();
    for (Observation o : treated) {
      Double base = without.get(key(o));
      if (base != null) {
        differences.add(o.with(o.value() - base));
      }
    }
    return new PairedUnits(List.copyOf(differences));
  }

  /** Less what {@code baseline} differs by in the same fork; forks without are left out. */
  public PairedUnits minus(PairedUnits baseline) {
    Map<Integer, List<Double>> byFork = new HashMap<>();
    baseline.differences.forEach(
        o -> byFork.computeIfAbsent(o.fork(), fork -> new ArrayList<>()).add(o.value()));
    List<Observation> less = new ArrayList<>();
    for (Observation o : differences) {
      List<Double> inFork = byFork.get(o.fork());
      if (inFork != null) {
        double median =
            Median.withDefaults().evaluate(inFork.stream().mapToDouble(v -> v).toArray());
        less.add(o.with(o.value() - median));
      }
    }
    return new PairedUnits(List.copyOf(less));
  }

  private static long key(Observation o) {
    return ((long) o.fork() << 32) | o.round();
  }

  /** Forks with a pair. */
  public long count() {
    return differences.stream().map(Observation::fork).distinct().count();
  }

  /**
   * Wilcoxon's signed-rank test of the forks' median differences, two-sided: where a machine
   * changes its speed between the two of a pair, that pair is off by more than any spread.
   */
  public double p() {
    double[] units = HierarchicalBootstrap.units(differences);
    for (double unit : units) {
      if (unit != 0) {
        return WilcoxonSignedRankTest.withDefaults().test(units).getPValue();
      }
    }
    return 1;
  }

  /** The smallest p that so many forks can have. */
  public double leastP() {
    return Math.scalb(1.0, 1 - (int) count());
  }
}
