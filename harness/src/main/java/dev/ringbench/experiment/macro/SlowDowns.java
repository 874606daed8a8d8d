// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.macro;

import dev.ringbench.model.Sensor;
import dev.ringbench.stats.HierarchicalBootstrap;
import dev.ringbench.stats.Interval;
import dev.ringbench.stats.Observation;
import dev.ringbench.stats.PairedEffect;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** By how much programs are slower with a sensor: each run by one without, right beside it. */
final class SlowDowns {
  private static final int RESAMPLES = 2000;
  private static final double CONFIDENCE = 0.95;
  private static final String WITHOUT = "none";
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

  /** The larger end of what no sensor did against no sensor: an effect below it is none. */
  double noiseFloor(String workload, ToDoubleFunction<MacroSample> figure) {
    return document.sensors().stream()
        .filter(sensor -> sensor.id().equals(PLACEBO))
        .findFirst()
        .flatMap(placebo -> growth(workload, placebo, figure))
        .map(ratio -> Math.max(1 - ratio.low(), ratio.high() - 1))
        .orElse(Double.NaN);
  }
}
