// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import dev.ringbench.stats.HierarchicalBootstrap;
import dev.ringbench.stats.Interval;
import dev.ringbench.stats.Observation;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.statistics.descriptive.Quantile.EstimationMethod;

/** Quantiles of times. */
final class Quantile {
  private static final long SEED = 20240719;
  private static final int RESAMPLES = 2000;
  private static final double CONFIDENCE = 0.95;
  private static final double P99 = 0.99;

  /** Below this an interval of a median says nothing. */
  private static final int FEWEST = 3;

  private static final org.apache.commons.statistics.descriptive.Quantile QUANTILE =
      org.apache.commons.statistics.descriptive.Quantile.withDefaults().with(EstimationMethod.HF7);

  private Quantile() {}

  /** Null: there are no values. */
  static FaultDocument.Quantiles of(List<Double> values) {
    if (values.isEmpty()) {
      return null;
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    List<Observation> observations = new ArrayList<>();
    for (double value : sorted) {
      observations.add(new Observation(observations.size(), 0, value));
    }
    Interval median = new HierarchicalBootstrap(SEED, RESAMPLES, CONFIDENCE).interval(observations);
    boolean known = sorted.length >= FEWEST;
    return new FaultDocument.Quantiles(
        sorted.length,
        median.estimate(),
        known ? Math.max(0, median.low()) : null,
        known ? median.high() : null,
        QUANTILE.evaluate(sorted, P99),
        sorted[sorted.length - 1]);
  }
}
