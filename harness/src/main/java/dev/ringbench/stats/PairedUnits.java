// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.statistics.inference.TTest;

/**
 * Differences of rounds that two runs of one session both have.
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
        differences.add(new Observation(o.fork(), o.round(), o.value() - base));
      }
    }
    return new PairedUnits(List.copyOf(differences));
  }

  private static long key(Observation o) {
    return ((long) o.fork() << 32) | o.round();
  }

  /** Forks with a pair. */
  public long count() {
    return differences.stream().map(Observation::fork).distinct().count();
  }

  /** Student's paired test of the forks' median differences, two-sided; 1 where all are equal. */
  public double p() {
    double[] units = HierarchicalBootstrap.units(differences);
    double first = units[0];
    for (double unit : units) {
      if (unit != first) {
        return TTest.withDefaults().test(units).getPValue();
      }
    }
    return first == 0 ? 1 : 0;
  }
}
