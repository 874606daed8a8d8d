// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import dev.ringbench.result.FloorSample;
import dev.ringbench.result.ResultDocument;
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
final class FloorFigures {
  private static final String HANDOFF_FLOOR = "handoff-floor";
  private static final String BARE_PREFIX = "bare-";

  private final ResultDocument document;
  private final HierarchicalBootstrap bootstrap;
  private final Comparison comparison;
  private final Map<Key, List<FloorSample>> samples = new LinkedHashMap<>();

  private record Key(String name, Handoff handoff) {}

  FloorFigures(ResultDocument document, HierarchicalBootstrap bootstrap, Comparison comparison) {
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
        values.add(new Observation(sample.fork(), sample.round(), sample.valueNs()));
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
        "time",
        "ns",
        interval == null ? null : interval.estimate(),
        ends ? interval.low() : null,
        ends ? interval.high() : null,
        interval == null
            ? Row.Status.UNAVAILABLE
            : document.run().emulated() ? Row.Status.EMULATED : Row.Status.OK,
        interval == null ? reason : null);
  }

  /** Added p50 of the cell in units of its floor's, where both were told from no effect. */
  Optional<Row> ratioToFloor(Cell cell) {
    Sensor sensor = comparison.sensor(cell.sensor());
    if (sensor.placement() == Placement.USER_SYNC) {
      return ratioToSamples(cell, HANDOFF_FLOOR, "ratio_to_floor");
    }
    if (sensor.floor() == null || comparison.sensor(sensor.floor()) == null) {
      return Optional.empty();
    }
    Sensor floor = comparison.sensor(sensor.floor());
    Cell floorCell =
        new Cell(floor.id(), cell.operation(), floor.consumer() ? cell.handoff() : Handoff.NONE);
    Map<Long, Double> floorAdded = added(floorCell);
    return ratio(cell, "ratio_to_floor", (fork, round) -> floorAdded.get(key(fork, round)));
  }

  /** Added p50 of an open in units of what the same calls add in a loop without Ringbench. */
  Optional<Row> ratioToBare(Cell cell) {
    return cell.operation() == Operation.OPEN
        ? ratioToSamples(cell, BARE_PREFIX + cell.sensor(), "ratio_to_bare")
        : Optional.empty();
  }

  private Optional<Row> ratioToSamples(Cell cell, String name, String metric) {
    Map<Integer, Double> byFork = new LinkedHashMap<>();
    for (FloorSample sample : samples.getOrDefault(new Key(name, cell.handoff()), List.of())) {
      if (sample.valueNs() != null) {
        byFork.put(sample.fork(), sample.valueNs());
      }
    }
    return ratio(cell, metric, (fork, round) -> byFork.get(fork));
  }

  private interface Divisor {
    Double of(int fork, int round);
  }

  private static long key(int fork, int round) {
    return ((long) fork << 32) | round;
  }

  private Map<Long, Double> added(Cell cell) {
    Map<Long, Double> added = new LinkedHashMap<>();
    comparison
        .added(cell, Figure.COST_P50)
        .forEach(o -> added.put(key(o.fork(), o.round()), o.value()));
    return added;
  }

  private Optional<Row> ratio(Cell cell, String metric, Divisor divisor) {
    List<Observation> ratios = new ArrayList<>();
    for (Map.Entry<Long, Double> entry : added(cell).entrySet()) {
      int fork = (int) (entry.getKey() >> 32);
      int round = entry.getKey().intValue();
      Double by = divisor.of(fork, round);
      if (by != null && by > 0) {
        ratios.add(new Observation(fork, round, entry.getValue() / by));
      }
    }
    return ratios.isEmpty()
        ? Optional.empty()
        : Optional.of(
            comparison.row(
                cell, "floor", metric, "ratio", bootstrap.interval(ratios), false, null));
  }
}
