// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a treatment adds to a baseline, paired by fork and round: a machine drifts, pairs do not.
 *
 * @param difference treated - baseline, in the figure's unit
 * @param ratio treated / baseline, worked on logarithms; all NaN where a paired figure is zero or
 *     negative, as no ratio exists then
 * @param pairs rounds that have both
 * @param unpaired observations without a partner; they are left out, none is made up
 */
public record PairedEffect(Interval difference, Interval ratio, int pairs, int unpaired) {
  private static final Interval UNKNOWN = new Interval(Double.NaN, Double.NaN, Double.NaN);

  /**
   * Joins the two on fork and round.
   *
   * @throws IllegalArgumentException when no round has both, or one side has a round twice
   */
  public static PairedEffect of(
      List<Observation> treated, List<Observation> baseline, HierarchicalBootstrap bootstrap) {
    Map<Long, Double> without = new HashMap<>();
    for (Observation o : baseline) {
      refuseTwice(without.put(key(o), o.value()) != null, o, "baseline");
    }
    Set<Long> seen = new HashSet<>();
    List<Observation> differences = new ArrayList<>();
    List<Observation> logarithms = new ArrayList<>();
    boolean positive = true;
    for (Observation o : treated) {
      refuseTwice(!seen.add(key(o)), o, "treated");
      Double base = without.remove(key(o));
      if (base != null) {
        positive &= o.value() > 0 && base > 0;
        differences.add(o.with(o.value() - base));
        logarithms.add(o.with(Math.log(o.value() / base)));
      }
    }
    if (differences.isEmpty()) {
      throw new IllegalArgumentException("no round has both a treated and a baseline observation");
    }
    return new PairedEffect(
        bootstrap.interval(differences),
        positive ? bootstrap.interval(logarithms).exp() : UNKNOWN,
        differences.size(),
        treated.size() - differences.size() + without.size());
  }

  private static void refuseTwice(boolean twice, Observation o, String side) {
    if (twice) {
      throw new IllegalArgumentException(
          "Fork %d, round %d has two %s blocks; one of them has to go"
              .formatted(o.fork(), o.round(), side));
    }
  }

  private static long key(Observation o) {
    return ((long) o.fork() << 32) | o.round();
  }
}
