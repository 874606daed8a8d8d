// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.check;

import dev.ringbench.figure.Histograms;
import dev.ringbench.model.Percentiles;
import org.HdrHistogram.Histogram;

/** What holds of the figures of any histogram. */
public final class PercentileRules {
  private static final double RELATIVE = 1e-9;

  private PercentileRules() {}

  /** {@code place}: whose figures they are. */
  public static void require(Violations violations, String place, Percentiles figures) {
    violations.require(figures.count() > 0, () -> place + ": it has figures of no value");
    violations.require(
        0 <= figures.p50Ns()
            && figures.p50Ns() <= figures.p99Ns()
            && figures.p99Ns() <= figures.p999Ns()
            && figures.p999Ns() <= figures.maxNs(),
        () -> place + ": percentiles do not rise: " + figures);
    violations.require(
        0 <= figures.meanNs() && figures.meanNs() <= figures.maxNs(),
        () -> place + ": mean " + figures.meanNs() + " is not within 0 and " + figures.maxNs());
  }

  /** Whether the figures are those of the encoded histogram; both may be missing. */
  public static void requireEqual(
      Violations violations, String place, Percentiles figures, String encoded) {
    if (encoded == null) {
      violations.require(figures == null, () -> place + ": its histogram is missing");
      return;
    }
    Histogram histogram;
    try {
      histogram = Histograms.decode(encoded);
    } catch (RuntimeException e) { // whatever the library throws at damaged bytes
      violations.require(
          false, () -> place + ": its histogram cannot be decoded: " + e.getMessage());
      return;
    }
    Percentiles recomputed = Histograms.figures(histogram);
    if (recomputed == null || figures == null) {
      violations.require(
          recomputed == null && figures == null,
          () -> place + ": " + figures + ", but its histogram has " + recomputed);
      return;
    }
    violations.require(
        equal(recomputed.meanNs(), figures.meanNs())
            && withMean(recomputed, figures.meanNs()).equals(figures),
        () -> place + ": " + figures + ", but its histogram has " + recomputed);
  }

  public static boolean equal(double a, double b) {
    return Math.abs(a - b) <= RELATIVE * Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
  }

  private static Percentiles withMean(Percentiles figures, double meanNs) {
    return new Percentiles(
        figures.count(),
        meanNs,
        figures.p50Ns(),
        figures.p99Ns(),
        figures.p999Ns(),
        figures.maxNs());
  }
}
