// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.counted.CountedRow;
import dev.ringbench.figure.Histograms;
import dev.ringbench.figure.Metric;
import dev.ringbench.figure.Numbers;
import dev.ringbench.figure.Row;
import dev.ringbench.figure.TwoModes;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import dev.ringbench.stats.HierarchicalBootstrap;
import dev.ringbench.stats.Interval;
import dev.ringbench.stats.Mark;
import dev.ringbench.stats.NoiseFloor;
import dev.ringbench.stats.Observation;
import dev.ringbench.stats.PairedEffect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * All figures of one document, from the document alone. A figure exists where both canaries of its
 * blocks were seen; what has none says why.
 */
public final class RunFigures {
  /** Id of the sensor whose difference to the baseline is the noise floor. */
  static final String PLACEBO = "placebo";

  private static final int RESAMPLES = 10_000;
  private static final double CONFIDENCE = 0.95;

  /** An effect by less than this part of the operation's own figure is equivalent to none. */
  static final double MARGIN = 0.05;

  private final RunDocument document;
  private final HierarchicalBootstrap bootstrap;
  private final MeasuredBlocks measured;
  private final CellModes modes;
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
    this.measured = new MeasuredBlocks(document);
    this.modes = new CellModes(document);
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
    return measured.of(cell);
  }

  /** The sensor-free cell that this one is paired with. */
  public Cell baselineOf(Cell cell) {
    Sensor baseline = sensors.get(sensors.get(cell.sensor()).baseline());
    return new Cell(
        baseline.id(), cell.operation(), baseline.consumer() ? cell.handoff() : Handoff.NONE);
  }

  /** The median operation without a sensor, in ns; empty: not measured. */
  Optional<Double> withoutSensor(Operation operation) {
    return row(new Cell("none", operation, Handoff.NONE), Metric.LATENCY_P50)
        .filter(Row::hasValue)
        .map(Row::value);
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

  /** One value a round: the median where a round has several blocks of the cell. */
  public List<Observation> observations(Cell cell, BlockValue figure) {
    return measured.observations(cell, figure);
  }

  /** Added latency of each round that has both cell and baseline. */
  public List<Observation> added(Cell cell, BlockValue figure) {
    return measured.differences(cell, baselineOf(cell), figure);
  }

  /** See {@link MeasuredBlocks#byPlace}. */
  List<Observation> byPlace(Cell cell, BlockValue figure) {
    return measured.byPlace(cell, figure);
  }

  /** The two modes of the cell's latency; empty: it has one, or too few operations to say. */
  public Optional<TwoModes> modes(Cell cell) {
    return modes.of(cell);
  }

  /** The median latency of the cell's baseline in each fork; of a count: in fork 0. */
  Map<Integer, Double> baselineByFork(Cell cell) {
    Cell baseline = baselineOf(cell);
    CountedRow counted = CountedRow.of(document.instructionCounts()).get(baseline);
    return counted == null
        ? MeasuredBlocks.medianByFork(observations(baseline, BlockValue.COST_P50))
        : counted.medians();
  }

  /** Of a whole fork. */
  Observation observation(int fork, double value) {
    return measured.observation(fork, 0, value);
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

  /** What clock and histograms can tell apart: equal placebos do not prove less. */
  private double resolutionNs(Operation operation, BlockValue figure) {
    Cell baseline = baselineOf(new Cell(PLACEBO, operation, Handoff.NONE));
    return Math.max(
        modes.tickNs(),
        bootstrap.interval(observations(baseline, figure)).estimate()
            * Histograms.RELATIVE_RESOLUTION);
  }

  private void addRows(Availability tried) {
    Cell cell = tried.cell();
    if (!tried.available()) {
      rows.add(unavailable(cell, "cost", Metric.ADDED_P50, tried.reason() + "; " + tried.remedy()));
    } else if (!document.instructionCounts().isEmpty()) {
      return; // counted, not timed
    } else if (blocks(cell).isEmpty()) {
      rows.add(unavailable(cell, "cost", Metric.ADDED_P50, measured.whyNone(cell)));
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

  /** Whether what the cell adds is significant. */
  boolean isSignificant(Cell cell, BlockValue figure) {
    return effect(cell, figure)
        .filter(effect -> mark(cell, figure, effect.difference()) == Mark.SIGNIFICANT)
        .isPresent();
  }

  private Mark mark(Cell cell, BlockValue figure, Interval difference) {
    return Mark.of(
        difference,
        noiseFloor(cell.operation(), figure).orElse(null),
        MARGIN * interval(observations(baselineOf(cell), figure)).estimate());
  }

  private void addEffect(Cell cell, BlockValue figure, PairedEffect effect) {
    Interval difference = effect.difference();
    Mark mark = mark(cell, figure, difference);
    String reason = reason(mark, difference, noiseFloor(cell.operation(), figure));
    rows.add(row(cell, "cost", figure.added(), difference, mark, reason));
    rows.add(row(cell, "cost", figure.ratio(), effect.ratio(), mark, reason));
  }

  private static String reason(Mark mark, Interval difference, Optional<NoiseFloor> noise) {
    double smallest = Mark.smallestShown(difference, noise.orElse(null));
    return switch (mark) {
      case SIGNIFICANT -> null;
      case EQUIVALENT ->
          String.format(Locale.ROOT, "equivalent: within %.0f %% of its baseline", 100 * MARGIN);
      case UNDECIDED ->
          "undecided: "
              + (Double.isInfinite(smallest)
                  ? "too few blocks for an interval"
                  : "less than " + Numbers.time(smallest) + " would not have been significant")
              + noise.map(floor -> " (" + Numbers.noise(floor) + ")").orElse("");
    };
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
    add(cell, "sensor_cost", BlockValue.WAKE_UPS_PER_EVENT);
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
      rows.add(row(cell, experiment, figure.metric(), bootstrap.interval(values), null, null));
    }
  }

  private Row count(Cell cell, Metric metric, long value) {
    return plain(cell, "accounting", metric, Row.Status.OK, (double) value);
  }

  private Row unavailable(Cell cell, String experiment, Metric metric, String reason) {
    return row(cell, experiment, metric, (Double) null, Row.Status.UNAVAILABLE, reason);
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

  /** A row without an interval; {@code value}: null: unavailable; a reason marks an effect. */
  Row row(
      Cell cell, String experiment, Metric metric, Double value, Row.Status status, String reason) {
    Mark mark = reason == null ? Mark.SIGNIFICANT : Mark.UNDECIDED;
    return row(
        cell,
        experiment,
        metric,
        new Interval(value == null ? Double.NaN : value, Double.NaN, Double.NaN),
        status,
        InstructionRows.isEffect(metric) && value != null ? mark : null,
        reason);
  }

  /** A row with an interval; an interval that claims nothing has no ends. */
  Row row(
      Cell cell, String experiment, Metric metric, Interval interval, Mark mark, String reason) {
    boolean shown = mark == null || mark == Mark.SIGNIFICANT;
    Row.Status status =
        document.run().emulated()
            ? Row.Status.EMULATED
            : shown ? Row.Status.OK : Row.Status.BELOW_NOISE;
    return row(cell, experiment, metric, interval, status, mark, reason);
  }

  private Row row(
      Cell cell,
      String experiment,
      Metric metric,
      Interval interval,
      Row.Status status,
      Mark mark,
      String reason) {
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
        known(interval.estimate()),
        known(interval.low()),
        known(interval.high()),
        status,
        reason,
        mark);
  }

  private static Double known(double value) {
    return Double.isNaN(value) ? null : Double.valueOf(value);
  }
}
