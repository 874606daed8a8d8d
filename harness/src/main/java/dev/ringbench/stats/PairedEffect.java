// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Treated against baseline, paired by fork and round. */
public final class PairedEffect {
  private PairedEffect() {}

  public record Result(Interval difference, Interval ratio, int pairs, int unpaired) {}

  public static Result of(
      List<Observation> treated, List<Observation> baseline, HierarchicalBootstrap bootstrap) {
    Map<Long, Double> without = new HashMap<>();
    baseline.forEach(o -> without.put(key(o), o.value()));
    List<Observation> differences = new ArrayList<>();
    List<Observation> logs = new ArrayList<>();
    for (Observation o : treated) {
      Double base = without.remove(key(o));
      if (base != null) {
        differences.add(new Observation(o.fork(), o.round(), o.value() - base));
        logs.add(new Observation(o.fork(), o.round(), Math.log(o.value() / base)));
      }
    }
    Interval log = bootstrap.interval(logs);
    return new Result(
        bootstrap.interval(differences),
        new Interval(Math.exp(log.estimate()), Math.exp(log.low()), Math.exp(log.high())),
        differences.size(),
        treated.size() - differences.size() + without.size());
  }

  private static long key(Observation o) {
    return ((long) o.fork() << 32) | o.round();
  }
}
