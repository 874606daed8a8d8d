// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.figure.Metric;
import dev.ringbench.figure.Row;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import dev.ringbench.stats.HierarchicalBootstrap;
import dev.ringbench.stats.Interval;
import dev.ringbench.stats.Observation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is no sensor: the instrument's own cost, bare loops, and ratios of sensors to them. */
final class FloorRows {
  private static final String HANDOFF_FLOOR = "handoff-floor";
  private static final String BARE_PREFIX = "bare-";

  private final RunDocument document;
  private final HierarchicalBootstrap bootstrap;
  private final RunFigures comparison;
  private final Map<Key, List<FloorSample>> samples = new LinkedHashMap<>();

  private record Key(String name, Handoff handoff) {}

  FloorRows(RunDocument document, HierarchicalBootstrap bootstrap, RunFigures comparison) {
    this.document = document;
    this.bootstrap = bootstrap;
    this.comparison = comparison;
    for (FloorSample sample : document.floors()) {
      samples
          .computeIfAbsent(new Key(sample.name(), sample.handoff()), key -> new ArrayList<>())
          .add(sample);
    }
  }

  /** One row a floor and hand-off. */
  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    samples.keySet().stream()
        .sorted(Comparator.comparing(Key::name).thenComparing(Key::handoff))
        .forEach(key -> rows.add(row(key, samples.get(key))));
    return rows;
  }

  private Row row(Key key, List<FloorSample> list) {
    List<Observation> values = new ArrayList<>();
    String reason = null;
    for (FloorSample sample : list) {
      if (sample.valueNs() == null) {
        reason = sample.reason();
      } else {
        values.add(comparison.observation(sample.fork(), sample.valueNs()));
      }
    }
    Interval interval = values.isEmpty() ? null : bootstrap.interval(values);
    boolean ends = interval != null && !Double.isNaN(interval.low());
    return new Row(
        "floor",
        null,
        key.name(),
        Placement.FLOOR,
        null,
        key.handoff(),
        0,
        Metric.TIME,
        interval == null ? null : interval.estimate(),
        ends ? interval.low() : null,
        ends ? interval.high() : null,
        interval == null
            ? Row.Status.UNAVAILABLE
            : document.run().emulated() ? Row.Status.EMULATED : Row.Status.OK,
        interval == null ? reason : null,
        null);
  }

  /**
   * Added p50 of the cell in units of its floor's, one quotient of medians a fork. Empty unless
   * both are significant: nothing can be divided by an effect that may be zero.
   */
  Optional<Row> ratioToFloor(Cell cell) {
    Sensor sensor = comparison.sensor(cell.sensor());
    if (sensor.placement() == Placement.USER_SYNC) {
      return ratioToSamples(cell, HANDOFF_FLOOR, Metric.RATIO_TO_FLOOR);
    }
    if (sensor.floor() == null || comparison.sensor(sensor.floor()) == null) {
      return Optional.empty();
    }
    Sensor floor = comparison.sensor(sensor.floor());
    Cell floorCell =
        new Cell(floor.id(), cell.operation(), floor.consumer() ? cell.handoff() : Handoff.NONE);
    return comparison.isSignificant(floorCell, BlockValue.COST_P50)
        ? ratio(cell, Metric.RATIO_TO_FLOOR, medianByFork(floorCell))
        : Optional.empty();
  }

  /** Added p50 of an open in units of what the same calls add in a loop without Ringbench. */
  Optional<Row> ratioToBare(Cell cell) {
    return cell.operation() == Operation.OPEN
        ? ratioToSamples(cell, BARE_PREFIX + cell.sensor(), Metric.RATIO_TO_BARE)
        : Optional.empty();
  }

  private Optional<Row> ratioToSamples(Cell cell, String name, Metric metric) {
    Map<Integer, Double> byFork = new LinkedHashMap<>();
    for (FloorSample sample : samples.getOrDefault(new Key(name, cell.handoff()), List.of())) {
      if (sample.valueNs() != null) {
        byFork.put(sample.fork(), sample.valueNs());
      }
    }
    return ratio(cell, metric, byFork);
  }

  private Map<Integer, Double> medianByFork(Cell cell) {
    return MeasuredBlocks.medianByFork(comparison.added(cell, BlockValue.COST_P50));
  }

  private Optional<Row> ratio(Cell cell, Metric metric, Map<Integer, Double> divisors) {
    if (!comparison.isSignificant(cell, BlockValue.COST_P50)) {
      return Optional.empty();
    }
    List<Observation> logarithms = new ArrayList<>();
    for (Map.Entry<Integer, Double> entry : medianByFork(cell).entrySet()) {
      Double by = divisors.get(entry.getKey());
      if (by != null && (by <= 0 || entry.getValue() <= 0)) {
        return Optional.empty(); // to leave such forks out would make every ratio larger
      }
      if (by != null) {
        logarithms.add(comparison.observation(entry.getKey(), Math.log(entry.getValue() / by)));
      }
    }
    return logarithms.isEmpty()
        ? Optional.empty()
        : Optional.of(
            comparison.row(
                cell, "floor", metric, bootstrap.interval(logarithms).exp(), null, null));
  }
}
