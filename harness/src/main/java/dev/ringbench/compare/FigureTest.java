// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.compare;

import dev.ringbench.compare.FigureChange.Verdict;
import dev.ringbench.figure.Figure;
import dev.ringbench.figure.Metric;
import dev.ringbench.stats.HierarchicalBootstrap;
import dev.ringbench.stats.IndependentEffect;
import dev.ringbench.stats.Interval;
import dev.ringbench.stats.Observation;
import dev.ringbench.stats.PairedUnits;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A figure's difference before it is known how many others are tested.
 *
 * @param difference null where a value is missing
 * @param p two-sided; null: there is no test
 * @param leastP the smallest that so many observations can have; null without a test
 */
record FigureTest(
    Figure.Key key, Figure base, Figure next, Interval difference, Double p, Double leastP) {
  private static final HierarchicalBootstrap BOOTSTRAP =
      new HierarchicalBootstrap(20240719, 10_000, 0.95);

  private static final int LEAST_UNITS = 4;

  /** A difference by less than this part of the older figure is equivalent to none. */
  static final double MARGIN = 0.05;

  /** The same of shares of events that were lost: one in a thousand. */
  private static final double MARGIN_OF_LOSS = 0.001;

  /** {@code session}: differences by block; null: the documents were measured apart. */
  static FigureTest of(
      Figure.Key key, Figure base, Figure next, Supplier<Optional<PairedUnits>> session) {
    if (base == null || next == null || !base.hasValue() || !next.hasValue()) {
      return new FigureTest(key, base, next, null, null, null);
    }
    double estimate = next.value() - base.value();
    List<Observation> with = next.observations();
    List<Observation> without = base.observations();
    if (key.metric().isDeterministic() || key.metric().family() == Metric.Family.CAPACITY) {
      return new FigureTest(key, base, next, span(estimate, base, next), null, null);
    }
    // Losses come in bursts: a median of forks would not see those of less than half of them.
    boolean ofMeans = key.metric() == Metric.OUTCOME || key.metric() == Metric.LOST_SHARE;
    if (session != null && !ofMeans) {
      PairedUnits pairs = session.get().orElseGet(() -> PairedUnits.of(with, without));
      if (pairs.count() >= LEAST_UNITS) {
        Interval difference = BOOTSTRAP.interval(pairs.differences());
        return new FigureTest(key, base, next, difference, pairs.p(), pairs.leastP());
      }
    }
    if (units(with) < LEAST_UNITS || units(without) < LEAST_UNITS) {
      return new FigureTest(
          key, base, next, new Interval(estimate, Double.NaN, Double.NaN), null, null);
    }
    IndependentEffect effect =
        ofMeans
            ? IndependentEffect.ofMeans(with, without, BOOTSTRAP.confidence())
            : IndependentEffect.of(with, without, BOOTSTRAP);
    return new FigureTest(key, base, next, effect.difference(), effect.p(), effect.leastP());
  }

  /** From one value's end to the other's: of counts and searches, which have no statistics. */
  private static Interval span(double estimate, Figure base, Figure next) {
    return base.low() == null || next.low() == null
        ? new Interval(estimate, Double.NaN, Double.NaN)
        : new Interval(estimate, next.low() - base.high(), next.high() - base.low());
  }

  private static long units(List<Observation> observations) {
    return observations.stream().map(Observation::fork).distinct().count();
  }

  /** {@code family}: all tests of the metric, this one among them. */
  FigureChange graded(Double adjustedP, List<FigureTest> family) {
    if (difference == null) {
      return compared(null, Verdict.MISSING, whyMissing());
    }
    if (key.metric().isDeterministic() && base.reason() != null && next.reason() != null) {
      return compared(null, Verdict.EQUIVALENT, next.reason());
    }
    if (p == null) {
      if (Double.isNaN(difference.low())) {
        return compared(null, Verdict.UNDECIDABLE, "too few observations for an interval");
      }
      return compared(null, difference.excludesZero() ? direction() : alike(), null);
    }
    if (adjustedP < DocumentComparison.ALPHA && difference.excludesZero()) {
      return compared(adjustedP, direction(), null);
    }
    boolean never = leastP * family.size() >= DocumentComparison.ALPHA;
    return never && difference.excludesZero()
        ? compared(
            adjustedP,
            Verdict.UNDECIDABLE,
            "so few forks cannot tell one of "
                + family.size()
                + " rows apart: measure with --profile standard, or fewer sensors")
        : compared(adjustedP, alike(), null);
  }

  /** Of a difference that is not significant. */
  private Verdict alike() {
    double farthest = Math.max(Math.abs(difference.low()), Math.abs(difference.high()));
    return farthest <= margin() ? Verdict.EQUIVALENT : Verdict.UNDECIDED;
  }

  /** The largest difference that does not matter, in the metric's unit; 0: every one does. */
  private double margin() {
    return switch (key.metric()) {
      case LOST_SHARE -> MARGIN_OF_LOSS;
      case OUTCOME, SIGHT, ATTACK -> 0;
      default -> base.reason() == null ? MARGIN * Math.abs(base.value()) : 0;
    };
  }

  private Verdict direction() {
    return difference.low() > 0 == key.metric().higherIsBetter() ? Verdict.BETTER : Verdict.WORSE;
  }

  private String whyMissing() {
    if (base == null) {
      return "only in the newer document";
    }
    if (next == null) {
      return "only in the older document";
    }
    return !base.hasValue() && !next.hasValue()
        ? "in neither document: " + next.reason()
        : (base.hasValue() ? "no longer: " + next.reason() : "not before: " + base.reason());
  }

  private FigureChange compared(Double adjustedP, Verdict verdict, String reason) {
    return new FigureChange(key, base, next, difference, adjustedP, verdict, reason);
  }
}
