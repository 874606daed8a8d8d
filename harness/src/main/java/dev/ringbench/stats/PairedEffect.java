// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a treatment adds to a baseline, paired by fork and round: a machine drifts, pairs do not.
 *
 * @param difference treated - baseline, in the figure's unit
 * @param ratio treated / baseline, worked on logarithms
 * @param pairs rounds that have both
 * @param unpaired observations without a partner; they are left out, none is made up
 */
public record PairedEffect(Interval difference, Interval ratio, int pairs, int unpaired) {

  /**
   * Joins the two on fork and round.
   *
   * @throws IllegalArgumentException when no round has both
   */
  public static PairedEffect of(
      List<Observation> treated, List<Observation> baseline, HierarchicalBootstrap bootstrap) {
    Map<Long, Double> without = new HashMap<>();
    baseline.forEach(o -> without.put(key(o), o.value()));
    List<Observation> differences = new ArrayList<>();
    List<Observation> logarithms = new ArrayList<>();
    for (Observation o : treated) {
      Double base = without.remove(key(o));
      if (base != null) {
        differences.add(new Observation(o.fork(), o.round(), o.value() - base));
        logarithms.add(new Observation(o.fork(), o.round(), Math.log(o.value() / base)));
      }
    }
    if (differences.isEmpty()) {
      throw new IllegalArgumentException("no round has both a treated and a baseline observation");
    }
    Interval log = bootstrap.interval(logarithms);
    return new PairedEffect(
        bootstrap.interval(differences),
        new Interval(Math.exp(log.estimate()), Math.exp(log.low()), Math.exp(log.high())),
        differences.size(),
        treated.size() - differences.size() + without.size());
  }

  private static long key(Observation o) {
    return ((long) o.fork() << 32) | o.round();
  }
}
