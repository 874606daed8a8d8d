// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.macro;

import dev.ringbench.model.Sensor;
import dev.ringbench.stats.HierarchicalBootstrap;
import dev.ringbench.stats.Interval;
import dev.ringbench.stats.Mark;
import dev.ringbench.stats.NoiseFloor;
import dev.ringbench.stats.Observation;
import dev.ringbench.stats.PairedEffect;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** By how much programs are slower with a sensor: each run by one without, right beside it. */
final class SlowDowns {
  private static final int RESAMPLES = 2000;
  private static final double CONFIDENCE = 0.95;
  private static final String WITHOUT = "none";

  /** A slow-down of a whole program by less is taken for equivalent to none. */
  static final double MARGIN = 0.05;

  private static final String PLACEBO = "placebo";

  private final MacroDocument document;

  SlowDowns(MacroDocument document) {
    this.document = document;
  }

  List<MacroSample> samples(String workload, String sensor) {
    return document.samples().stream()
        .filter(sample -> sample.workload().equals(workload) && sample.sensor().equals(sensor))
        .toList();
  }

  /** Wall-clock time by that without a sensor; empty: no round has both. */
  Optional<Interval> slowDown(String workload, Sensor sensor) {
    return growth(workload, sensor, MacroSample::elapsedMs);
  }

  /** The same of each round. */
  Map<Integer, Double> ofRounds(String workload, Sensor sensor) {
    Neighbours neighbours = neighbours(workload, sensor, MacroSample::elapsedMs);
    Map<Integer, Double> ratios = new TreeMap<>();
    for (int i = 0; i < neighbours.with().size(); i++) {
      ratios.put(
          neighbours.with().get(i).round(),
          neighbours.with().get(i).value() / neighbours.without().get(i).value());
    }
    return ratios;
  }

  /** Runs with a sensor, and at the same places those without one next to them. */
  private record Neighbours(List<Observation> with, List<Observation> without) {}

  /** Each run by the one without a sensor next to it. */
  Optional<Interval> growth(String workload, Sensor sensor, ToDoubleFunction<MacroSample> figure) {
    Neighbours neighbours = neighbours(workload, sensor, figure);
    if (neighbours.with().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        PairedEffect.of(
                neighbours.with(),
                neighbours.without(),
                new HierarchicalBootstrap(document.seed(), RESAMPLES, CONFIDENCE))
            .ratio());
  }

  private Neighbours neighbours(
      String workload, Sensor sensor, ToDoubleFunction<MacroSample> figure) {
    List<Observation> with = new ArrayList<>();
    List<Observation> without = new ArrayList<>();
    for (MacroSample sample : good(samples(workload, sensor.id()))) {
      good(samples(workload, WITHOUT)).stream()
          .filter(other -> other.round() == sample.round() && other.step() != sample.step())
          .min(Comparator.comparingInt(other -> Math.abs(other.step() - sample.step())))
          .ifPresent(
              other -> {
                with.add(new Observation(0, sample.round(), figure.applyAsDouble(sample)));
                without.add(new Observation(0, sample.round(), figure.applyAsDouble(other)));
              });
    }
    return new Neighbours(with, without);
  }

  static List<MacroSample> good(List<MacroSample> samples) {
    return samples.stream().filter(sample -> sample.reason() == null).toList();
  }

  /** What no sensor did against no sensor, as a part of the time; null: not measured. */
  private NoiseFloor noiseFloor(String workload, ToDoubleFunction<MacroSample> figure) {
    return document.sensors().stream()
        .filter(sensor -> sensor.id().equals(PLACEBO))
        .findFirst()
        .flatMap(placebo -> growth(workload, placebo, figure))
        .map(ratio -> NoiseFloor.of(lessOne(ratio), 0))
        .orElse(null);
  }

  /** What the ratio says of the slow-down. */
  Mark mark(String workload, Interval ratio, ToDoubleFunction<MacroSample> figure) {
    return Mark.of(lessOne(ratio), noiseFloor(workload, figure), MARGIN);
  }

  /** Of the wall-clock time; null: no round has both. */
  Mark mark(String workload, Sensor sensor) {
    return slowDown(workload, sensor)
        .map(ratio -> mark(workload, ratio, MacroSample::elapsedMs))
        .orElse(null);
  }

  /** The smallest slow-down that would have been significant, as a part of the time. */
  double smallestShown(String workload, Interval ratio) {
    return Mark.smallestShown(lessOne(ratio), noiseFloor(workload, MacroSample::elapsedMs));
  }

  /** Why the slow-down is not significant; null: it is. */
  String reason(String workload, Sensor sensor) {
    Mark mark = mark(workload, sensor);
    if (mark == null || mark == Mark.SIGNIFICANT) {
      return null;
    }
    return mark == Mark.EQUIVALENT
        ? String.format(Locale.ROOT, "equivalent: within %.0f %% of no sensor", 100 * MARGIN)
        : String.format(
            Locale.ROOT,
            "undecided: less than %.0f %% would not have been significant",
            100 * smallestShown(workload, slowDown(workload, sensor).orElseThrow()));
  }

  private static Interval lessOne(Interval ratio) {
    return new Interval(ratio.estimate() - 1, ratio.low() - 1, ratio.high() - 1);
  }
}
