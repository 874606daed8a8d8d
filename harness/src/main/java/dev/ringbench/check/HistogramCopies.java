// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.check;

import java.util.HashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * Finds histograms that are there twice. Whatever distribution gives a histogram, it gives exactly
 * that one with a chance of at most that of the multinomial distribution at its own shares; so a
 * second one with the same counts is no chance where that is small.
 */
public final class HistogramCopies {
  /** Largest chance, as a natural logarithm, at which a second one is a copy: 1e-12. */
  private static final double CHANCE = Math.log(1e-12);

  private record Counts(long total, long max, long hash) {}

  private final Map<Counts, String> seen = new HashMap<>();

  /** Refuses a copy. {@code place}: what a message calls it. */
  public void require(Violations violations, String place, Histogram histogram) {
    long hash = 1;
    double logChance = logFactorial(histogram.getTotalCount());
    double total = histogram.getTotalCount();
    for (HistogramIterationValue bucket : histogram.recordedValues()) {
      long count = bucket.getCountAtValueIteratedTo();
      hash = 31 * (31 * hash + bucket.getValueIteratedTo()) + count;
      hash ^= hash >>> 29;
      logChance += count * Math.log(count / total) - logFactorial(count);
    }
    if (logChance > CHANCE) {
      return;
    }
    String before =
        seen.putIfAbsent(
            new Counts(histogram.getTotalCount(), histogram.getMaxValue(), hash), place);
    violations.require(before == null, () -> place + " is a copy of the histogram of " + before);
  }

  private static double logFactorial(long n) {
    return LogGamma.value(n + 1.0);
  }
}
