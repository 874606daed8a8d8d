// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.check;

import dev.ringbench.model.Percentiles;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds what was measured once and is stored twice. Two honest measurements of thousands of values
 * have the same count, mean, percentiles and maximum less than once in 100,000 pairs, also where
 * the clock ticks at 10 ns and the values hardly differ; so one pair of them is a warning, and more
 * than two and one in a hundred of a row's are no chance: less than once in a million documents.
 * Two measurements that agree in several figures which know nothing of each other need no second
 * pair.
 */
public final class Copies {
  private static final int FEWEST_VALUES = 8;
  private static final int BY_CHANCE = 2;
  private static final double SHARE_BY_CHANCE = 0.01;

  private final Map<Object, String> seen = new HashMap<>();
  private final Map<String, Integer> measured = new HashMap<>();
  private final Map<String, Integer> again = new HashMap<>();
  private final Map<String, String> example = new HashMap<>();
  private final Violations certain = new Violations();

  /** Whether there are values enough, and different ones, for a second such to be unlikely. */
  public static boolean isRich(Percentiles figures) {
    return figures != null
        && figures.count() >= FEWEST_VALUES
        && figures.p50Ns() < figures.p99Ns()
        && figures.meanNs() > 0;
  }

  /**
   * A measurement.
   *
   * @param row whose measurements may be alike by chance
   * @param place what a message calls it
   * @param figures equal where all figures are
   */
  public void add(String row, String place, Object figures) {
    measured.merge(row, 1, Integer::sum);
    String before = seen.putIfAbsent(figures, place);
    if (before != null) {
      again.merge(row, 1, Integer::sum);
      example.putIfAbsent(row, place + " has the figures of " + before);
    }
  }

  /** One of which no second is ever the same. */
  public void addCertain(String place, Object figures) {
    String before = seen.putIfAbsent(figures, place);
    certain.require(before == null, () -> place + " has all figures of " + before);
  }

  public Check check(String name, String fine) {
    Violations violations = new Violations();
    String pair = null;
    for (Map.Entry<String, Integer> row : again.entrySet()) {
      double most = BY_CHANCE + SHARE_BY_CHANCE * measured.get(row.getKey());
      int count = row.getValue();
      pair = example.get(row.getKey());
      String first = pair;
      violations.require(
          count <= most,
          () ->
              "%s: %d of %d are copies; %s"
                  .formatted(row.getKey(), count, measured.get(row.getKey()), first));
    }
    if (certain.any()) {
      return certain.check(name, fine);
    }
    return violations.any() || pair == null
        ? violations.check(name, fine)
        : Check.warning(name, pair + ", which may be chance");
  }
}
