// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.figure.Histograms;
import dev.ringbench.figure.Metric;
import dev.ringbench.figure.Numbers;
import dev.ringbench.figure.Row;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import dev.ringbench.stats.HierarchicalBootstrap;
import dev.ringbench.stats.Interval;
import dev.ringbench.stats.NoiseFloor;
import dev.ringbench.stats.Observation;
import dev.ringbench.stats.PairedEffect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.statistics.descriptive.Median;

/**
 * All figures of one document, from the document alone. A figure exists where both canaries of its
 * blocks were seen; what has none says why.
 */
public final class RunFigures {
  /** Id of the sensor whose difference to the baseline is the noise floor. */
  static final String PLACEBO = "placebo";

  private static final int RESAMPLES = 10_000;
  private static final double CONFIDENCE = 0.95;

  /** More than any round has. */
  private static final int PLACES_OF_A_ROUND = 10_000;

  private final RunDocument document;
  private final HierarchicalBootstrap bootstrap;
  private final Map<Cell, List<Block>> measured = new LinkedHashMap<>();
  private final Map<Cell, Block> firstFailure = new LinkedHashMap<>();
  private final Map<String, Sensor> sensors = new LinkedHashMap<>();
  private final List<Row> rows = new ArrayList<>();
  private final FloorRows floors;

  private record FigureOfCell(Cell cell, BlockValue figure) {}

  /** What was computed before: every cell asks for its floor's effect and the placebo's noise. */
  private final Map<FigureOfCell, Optional<PairedEffect>> effects = new HashMap<>();

  private final Map<FigureOfCell, Optional<NoiseFloor>> noiseFloors = new HashMap<>();

  private RunFigures(RunDocument document) {
    this.document = document;
    this.bootstrap = new HierarchicalBootstrap(document.run().seed(), RESAMPLES, CONFIDENCE);
    document.sensors().forEach(sensor -> sensors.put(sensor.id(), sensor));
    for (Block block : document.blocks()) {
      if (block.measured()) {
        measured.computeIfAbsent(block.cell(), cell -> new ArrayList<>()).add(block);
      } else {
        firstFailure.putIfAbsent(block.cell(), block);
      }
    }
    this.floors = new FloorRows(document, bootstrap, this);
  }

  /** The comparison that {@code document} allows. */
  public static RunFigures of(RunDocument document) {
    RunFigures comparison = new RunFigures(document);
    document.availability().forEach(comparison::addRows);
    comparison.rows.addAll(new InstructionRows(comparison).rows());
    comparison.rows.addAll(comparison.floors.rows());
    return comparison;
  }

  /** Every figure, grouped by cell in the document's order, floors last. */
  public List<Row> rows() {
    return List.copyOf(rows);
  }

  /** The document that it was made from. */
  public RunDocument document() {
    return document;
  }

  /** A figure of a cell, if it is known or known to be unavailable. */
  public Optional<Row> row(Cell cell, Metric metric) {
    return rows.stream()
        .filter(row -> row.metric() == metric && row.sensor().equals(cell.sensor()))
        .filter(row -> row.operation() == cell.operation() && row.handoff() == cell.handoff())
        .filter(row -> row.rules() == cell.rules())
        .findFirst();
  }

  /** What is no sensor, by its name: the hand-off alone, a bare loop; empty: not measured. */
  public Optional<Row> floor(String name, Handoff handoff) {
    return rows.stream()
        .filter(row -> row.placement() == Placement.FLOOR && row.operation() == null)
        .filter(row -> row.sensor().equals(name) && row.handoff() == handoff)
        .findFirst();
  }

  /** Descriptor by id. */
  public Sensor sensor(String id) {
    return sensors.get(id);
  }

  /** Blocks of the cell with figures. */
  public List<Block> blocks(Cell cell) {
    return measured.getOrDefault(cell, List.of());
  }

  /** The sensor-free cell that this one is paired with. */
  public Cell baselineOf(Cell cell) {
    Sensor baseline = sensors.get(sensors.get(cell.sensor()).baseline());
    return new Cell(
        baseline.id(), cell.operation(), baseline.consumer() ? cell.handoff() : Handoff.NONE);
  }

  /** Added latency against the baseline; empty when no round has both. */
  Optional<PairedEffect> effect(Cell cell, BlockValue figure) {
    return effects.computeIfAbsent(
        new FigureOfCell(cell, figure), key -> pair(cell, baselineOf(cell), figure));
  }

  Optional<PairedEffect> pair(Cell treated, Cell baseline, BlockValue figure) {
    List<Observation> with = observations(treated, figure);
    List<Observation> without = observations(baseline, figure);
    boolean common =
        with.stream()
            .anyMatch(
                a ->
                    without.stream().anyMatch(b -> a.fork() == b.fork() && a.round() == b.round()));
    return common ? Optional.of(PairedEffect.of(with, without, bootstrap)) : Optional.empty();
  }

  private record RoundKey(int fork, int round) {}

  /** One value a round: the median where a round has several blocks of the cell. */
  public List<Observation> observations(Cell cell, BlockValue figure) {
    Map<RoundKey, List<Double>> byRound = new LinkedHashMap<>();
    for (Block block : blocks(cell)) {
      Double value = figure.of(block);
      if (value != null) {
        byRound
            .computeIfAbsent(new RoundKey(block.fork(), block.round()), key -> new ArrayList<>())
            .add(value);
      }
    }
    List<Observation> values = new ArrayList<>();
    byRound.forEach(
        (key, list) ->
            values.add(
                new Observation(
                    key.fork(),
                    key.round(),
                    Median.withDefaults().evaluate(list.stream().mapToDouble(v -> v).toArray()))));
    return values;
  }

  /** Added latency of each round that has both cell and baseline. */
  public List<Observation> added(Cell cell, BlockValue figure) {
    Map<RoundKey, Double> without = new LinkedHashMap<>();
    for (Observation o : observations(baselineOf(cell), figure)) {
      without.put(new RoundKey(o.fork(), o.round()), o.value());
    }
    List<Observation> added = new ArrayList<>();
    for (Observation o : observations(cell, figure)) {
      Double baseline = without.get(new RoundKey(o.fork(), o.round()));
      if (baseline != null) {
        added.add(new Observation(o.fork(), o.round(), o.value() - baseline));
      }
    }
    return added;
  }

  /**
   * Each block by itself, under a number in place of its round that tells which of the cell's
   * blocks in the round it is: the two sides of a session measure them in turn.
   */
  public List<Observation> byPlace(Cell cell, BlockValue figure) {
    Map<RoundKey, Integer> places = new LinkedHashMap<>();
    List<Observation> values = new ArrayList<>();
    for (Block block : document.blocks()) {
      if (!block.cell().equals(cell)) {
        continue;
      }
      int place = places.merge(new RoundKey(block.fork(), block.round()), 1, Integer::sum);
      Double value = block.measured() ? figure.of(block) : null;
      if (value != null) {
        values.add(new Observation(block.fork(), block.round() * PLACES_OF_A_ROUND + place, value));
      }
    }
    return values;
  }

  /** The median latency of the cell's baseline in each fork; of a count: in fork 0. */
  Map<Integer, Double> baselineByFork(Cell cell) {
    Cell baseline = baselineOf(cell);
    CountedRow counted = CountedRow.of(document).get(baseline);
    return counted == null
        ? medianByFork(observations(baseline, BlockValue.COST_P50))
        : counted.medians();
  }

  static Map<Integer, Double> medianByFork(List<Observation> observations) {
    Map<Integer, List<Double>> byFork = new LinkedHashMap<>();
    observations.forEach(
        o -> byFork.computeIfAbsent(o.fork(), fork -> new ArrayList<>()).add(o.value()));
    Map<Integer, Double> medians = new LinkedHashMap<>();
    byFork.forEach(
        (fork, values) ->
            medians.put(
                fork,
                Median.withDefaults().evaluate(values.stream().mapToDouble(v -> v).toArray())));
    return medians;
  }

  Interval interval(List<Observation> observations) {
    return bootstrap.interval(observations);
  }

  /** What the placebo shows for this operation and figure; empty without a placebo. */
  public Optional<NoiseFloor> noiseFloor(Operation operation, BlockValue figure) {
    Cell placebo = new Cell(PLACEBO, operation, Handoff.NONE);
    return noiseFloors.computeIfAbsent(
        new FigureOfCell(placebo, figure),
        key ->
            effect(placebo, figure)
                .map(
                    effect -> NoiseFloor.of(effect.difference(), resolutionNs(operation, figure))));
  }

  /** Smallest difference that histograms can hold: equal placebos do not prove less. */
  private double resolutionNs(Operation operation, BlockValue figure) {
    Cell baseline = baselineOf(new Cell(PLACEBO, operation, Handoff.NONE));
    return bootstrap.interval(observations(baseline, figure)).estimate()
        * Histograms.RELATIVE_RESOLUTION;
  }

  private void addRows(Availability tried) {
    Cell cell = tried.cell();
    if (!tried.available()) {
      rows.add(unavailable(cell, "cost", Metric.ADDED_P50, tried.reason() + "; " + tried.remedy()));
    } else if (!document.instructionCounts().isEmpty()) {
      return; // counted, not timed
    } else if (blocks(cell).isEmpty()) {
      Block failure = firstFailure.get(cell);
      String why = failure == null ? "not measured before the run ended" : failure.reason();
      rows.add(unavailable(cell, "cost", Metric.ADDED_P50, why));
    } else {
      addCost(cell);
      addDelays(cell);
      addAccounting(cell);
      addSensorCost(cell);
    }
  }

  private void addCost(Cell cell) {
    for (BlockValue figure : BlockValue.COST) {
      add(cell, "cost", figure);
    }
    if (baselineOf(cell).equals(cell)) {
      return;
    }
    for (BlockValue figure : BlockValue.COST) {
      effect(cell, figure).ifPresent(effect -> addEffect(cell, figure, effect));
    }
    if (cell.rules() == 0) {
      // No floor evaluates rules.
      floors.ratioToFloor(cell).ifPresent(rows::add);
      floors.ratioToBare(cell).ifPresent(rows::add);
    }
  }

  /** Whether what the cell adds is more than the placebo shows and its interval leaves open. */
  boolean isSignificant(Cell cell, BlockValue figure) {
    return effect(cell, figure)
        .filter(
            effect ->
                noiseFloor(cell.operation(), figure)
                    .map(floor -> !floor.hides(effect.difference()))
                    .orElse(effect.difference().excludesZero()))
        .isPresent();
  }

  private void addEffect(Cell cell, BlockValue figure, PairedEffect effect) {
    Interval difference = effect.difference();
    Optional<NoiseFloor> noise = noiseFloor(cell.operation(), figure);
    boolean hidden = noise.map(floor -> floor.hides(difference)).orElse(false);
    String reason = hidden ? "below the " + Numbers.noise(noise.get()) : null;
    rows.add(row(cell, "cost", figure.added(), difference, hidden, reason));
    rows.add(row(cell, "cost", figure.ratio(), effect.ratio(), hidden, reason));
  }

  private void addDelays(Cell cell) {
    for (BlockValue figure : BlockValue.DELIVERY) {
      add(cell, "delivery", figure);
    }
    for (BlockValue figure : BlockValue.VERDICT) {
      add(cell, "verdict", figure);
    }
  }

  private void addAccounting(Cell cell) {
    long issued = 0;
    long delivered = 0;
    long foreign = 0;
    Long lost = 0L;
    boolean any = false;
    for (Block block : blocks(cell)) {
      Block.Accounting accounting = block.accounting();
      if (accounting != null) {
        any = true;
        issued += accounting.issued();
        delivered += accounting.delivered();
        foreign += accounting.foreign();
        lost = lost == null || accounting.lost() == null ? null : lost + accounting.lost();
      }
    }
    if (!any) {
      return;
    }
    rows.add(count(cell, Metric.ISSUED, issued));
    rows.add(count(cell, Metric.DELIVERED, delivered));
    rows.add(count(cell, Metric.FOREIGN, foreign));
    if (lost == null) {
      String why = "UNKNOWN: the queue overflowed, and its mechanism does not say by how much";
      rows.add(unavailable(cell, "accounting", Metric.REPORTED_LOST, why));
      rows.add(unavailable(cell, "accounting", Metric.SILENTLY_LOST, why));
    } else {
      rows.add(count(cell, Metric.REPORTED_LOST, lost));
      rows.add(count(cell, Metric.SILENTLY_LOST, issued - delivered - lost));
    }
  }

  private void addSensorCost(Cell cell) {
    add(cell, "sensor_cost", BlockValue.CPU_SECONDS_PER_MILLION_EVENTS);
    blocks(cell).stream()
        .filter(block -> block.sensorCost() != null)
        .mapToLong(block -> block.sensorCost().peakRssKib())
        .max()
        .ifPresent(
            kib ->
                rows.add(plain(cell, "sensor_cost", Metric.PEAK_RSS, Row.Status.OK, (double) kib)));
  }

  private void add(Cell cell, String experiment, BlockValue figure) {
    List<Observation> values = observations(cell, figure);
    if (!values.isEmpty()) {
      rows.add(row(cell, experiment, figure.metric(), bootstrap.interval(values), false, null));
    }
  }

  private Row count(Cell cell, Metric metric, long value) {
    return plain(cell, "accounting", metric, Row.Status.OK, (double) value);
  }

  private Row unavailable(Cell cell, String experiment, Metric metric, String reason) {
    return row(cell, experiment, metric, null, Row.Status.UNAVAILABLE, reason);
  }

  private Row plain(Cell cell, String experiment, Metric metric, Row.Status status, Double value) {
    return row(
        cell,
        experiment,
        metric,
        value,
        document.run().emulated() ? Row.Status.EMULATED : status,
        null);
  }

  /** A row without an interval; {@code value}: null: unavailable. */
  Row row(
      Cell cell, String experiment, Metric metric, Double value, Row.Status status, String reason) {
    Sensor sensor = sensors.get(cell.sensor());
    return new Row(
        experiment,
        cell.operation(),
        cell.sensor(),
        sensor.placement(),
        sensor.mode(),
        cell.handoff(),
        cell.rules(),
        metric,
        value,
        null,
        null,
        status,
        reason);
  }

  /** A row with an interval; an interval that claims nothing has no ends. */
  Row row(
      Cell cell,
      String experiment,
      Metric metric,
      Interval interval,
      boolean hidden,
      String reason) {
    Sensor sensor = sensors.get(cell.sensor());
    Row.Status status =
        document.run().emulated()
            ? Row.Status.EMULATED
            : hidden ? Row.Status.BELOW_NOISE : Row.Status.OK;
    return new Row(
        experiment,
        cell.operation(),
        cell.sensor(),
        sensor.placement(),
        sensor.mode(),
        cell.handoff(),
        cell.rules(),
        metric,
        Double.isNaN(interval.estimate()) ? null : interval.estimate(),
        Double.isNaN(interval.low()) ? null : interval.low(),
        Double.isNaN(interval.high()) ? null : interval.high(),
        status,
        reason);
  }
}
