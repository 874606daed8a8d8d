// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.compare;

import dev.ringbench.capacity.CapacityDocument;
import dev.ringbench.capacity.CapacityRow;
import dev.ringbench.document.StoredDocument;
import dev.ringbench.fault.FaultDocument;
import dev.ringbench.macro.MacroDocument;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import dev.ringbench.report.Comparison;
import dev.ringbench.report.Figure;
import dev.ringbench.report.MacroReport;
import dev.ringbench.report.Row;
import dev.ringbench.result.Block;
import dev.ringbench.stats.Interval;
import dev.ringbench.stats.Observation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.statistics.descriptive.Median;

/** What can be compared of a document of any kind. */
public final class ComparableFigures {
  static final Map<Metric, Figure> BY_ROUND =
      Map.of(
          Metric.DELIVERY_P50, Figure.DELIVERY_P50,
          Metric.DELIVERY_P99, Figure.DELIVERY_P99,
          Metric.VERDICT_P50, Figure.VERDICT_P50,
          Metric.SENSOR_CPU, Figure.CPU_SECONDS_PER_MILLION_EVENTS);

  /** Counts of an operation are equal to this part of it, see docs/method.md. */
  private static final double CALLS_REPEAT = 0.001;

  /** The same where each operation makes a process. */
  private static final double PROCESSES_REPEAT = 0.004;

  /** A search goes back by that much where a rate was not held. */
  private static final double SEARCHED_TO = 0.05;

  /** Loads that nothing paced, of which the extremes say how far they differ. */
  private static final int ENOUGH_SPEEDS = 4;

  /** Runs of a fault that are compared one by one: the number is a document's. */
  private static final int MOST_RUNS = 100_000;

  private ComparableFigures() {}

  /** All of them, in the document's order; those that have no value say why. */
  public static List<ComparableFigure> of(StoredDocument document) {
    if (document instanceof StoredDocument.Run run) {
      return run.counted() ? counted(run) : timed(run);
    }
    if (document instanceof StoredDocument.Capacity capacity) {
      return capacities(capacity.document());
    }
    if (document instanceof StoredDocument.Macro macro) {
      return programs(macro.document());
    }
    if (document instanceof StoredDocument.Faults faults) {
      return outcomes(faults.document());
    }
    return List.of(); // a replay is a story, not a measurement
  }

  private static List<ComparableFigure> timed(StoredDocument.Run run) {
    Comparison comparison = Comparison.of(run.document());
    List<ComparableFigure> figures = new ArrayList<>();
    run.document().availability().stream()
        .filter(tried -> !isBaseline(comparison.sensor(tried.cell().sensor())))
        .forEach(
            tried -> {
              Cell cell = tried.cell();
              comparison
                  .row(cell, Metric.ADDED_P50.toString())
                  .ifPresent(
                      row ->
                          figures.add(
                              figure(
                                  Metric.ADDED_P50,
                                  cell,
                                  row,
                                  comparison.added(cell, Figure.COST_P50))));
              comparison
                  .row(cell, Metric.ADDED_P99.toString())
                  .ifPresent(
                      row ->
                          figures.add(
                              figure(
                                  Metric.ADDED_P99,
                                  cell,
                                  row,
                                  comparison.added(cell, Figure.COST_P99))));
              for (Metric metric :
                  List.of(
                      Metric.DELIVERY_P50,
                      Metric.DELIVERY_P99,
                      Metric.VERDICT_P50,
                      Metric.SENSOR_CPU)) {
                comparison
                    .row(cell, metric.toString())
                    .ifPresent(
                        row ->
                            figures.add(
                                figure(
                                    metric,
                                    cell,
                                    row,
                                    comparison.observations(cell, BY_ROUND.get(metric)))));
              }
              lost(figures, comparison, cell);
            });
    return figures;
  }

  private static boolean isBaseline(Sensor sensor) {
    return sensor.placement() == Placement.BASELINE;
  }

  private static ComparableFigure figure(
      Metric metric, Cell cell, Row row, List<Observation> observations) {
    return new ComparableFigure(
        cell.toString(),
        metric,
        cell.sensor(),
        row.placement(),
        row.value(),
        row.ciLow(),
        row.ciHigh(),
        observations,
        row.reason());
  }

  /** Of all blocks together; what forks differ by says what chance does. */
  private static void lost(List<ComparableFigure> figures, Comparison comparison, Cell cell) {
    Map<Integer, long[]> byFork = new TreeMap<>();
    boolean unknown = false;
    for (Block block : comparison.blocks(cell)) {
      Block.Accounting accounting = block.accounting();
      if (accounting != null) {
        unknown |= accounting.lost() == null;
        long[] sums = byFork.computeIfAbsent(block.fork(), fork -> new long[2]);
        sums[0] += accounting.issued();
        sums[1] += accounting.issued() - accounting.delivered();
      }
    }
    if (byFork.isEmpty()) {
      return;
    }
    long issued = byFork.values().stream().mapToLong(sums -> sums[0]).sum();
    long missing = byFork.values().stream().mapToLong(sums -> sums[1]).sum();
    List<Observation> shares = new ArrayList<>();
    byFork.forEach(
        (fork, sums) ->
            shares.add(new Observation(fork, 0, sums[0] == 0 ? 0 : (double) sums[1] / sums[0])));
    figures.add(
        new ComparableFigure(
            cell.toString(),
            Metric.LOST_SHARE,
            cell.sensor(),
            comparison.sensor(cell.sensor()).placement(),
            unknown || issued == 0 ? null : (double) missing / issued,
            null,
            null,
            unknown ? List.of() : shares,
            unknown ? "the queue overflowed, and its mechanism does not say by how much" : null));
  }

  /** The ends are as far off as counts of that operation do not repeat. */
  private static List<ComparableFigure> counted(StoredDocument.Run run) {
    Comparison comparison = Comparison.of(run.document());
    List<ComparableFigure> figures = new ArrayList<>();
    for (Row row : comparison.rows()) {
      boolean added = row.metric().equals(Metric.ADDED_INSTRUCTIONS.toString());
      boolean missing = row.status() == Row.Status.UNAVAILABLE;
      if (row.operation() != null && row.placement() != Placement.BASELINE && (added || missing)) {
        Cell cell = new Cell(row.sensor(), row.operation(), row.handoff(), row.rules());
        double off = missing ? 0 : doesNotRepeat(comparison, row.operation());
        figures.add(
            new ComparableFigure(
                cell.toString(),
                Metric.ADDED_INSTRUCTIONS,
                cell.sensor(),
                row.placement(),
                row.value(),
                missing ? null : Double.valueOf(row.value() - off / 2),
                missing ? null : Double.valueOf(row.value() + off / 2),
                List.of(),
                row.reason()));
      }
    }
    return figures;
  }

  /** Instructions: a part of the operation's, and no less than what no sensor at all showed. */
  private static double doesNotRepeat(Comparison comparison, Operation operation) {
    double whole = value(comparison, "none", operation, "instructions_p50");
    double placebo = value(comparison, "placebo", operation, Metric.ADDED_INSTRUCTIONS.toString());
    return Math.max(
        Math.abs(placebo), whole * (operation.makesProcess() ? PROCESSES_REPEAT : CALLS_REPEAT));
  }

  private static double value(
      Comparison comparison, String sensor, Operation operation, String metric) {
    return comparison
        .row(new Cell(sensor, operation, Handoff.NONE), metric)
        .filter(Row::hasValue)
        .map(Row::value)
        .orElse(0.0);
  }

  private static List<ComparableFigure> capacities(CapacityDocument document) {
    List<ComparableFigure> figures = new ArrayList<>();
    for (CapacityRow row : document.rows()) {
      Placement placement =
          document.sensors().stream()
              .filter(sensor -> sensor.id().equals(row.sensor()))
              .map(Sensor::placement)
              .findFirst()
              .orElse(null);
      if (placement == Placement.BASELINE) {
        continue;
      }
      String name =
          new Cell(row.sensor(), row.operation(), row.handoff(), row.rules())
              + (row.threads() == 1 ? "" : ", " + row.threads() + " threads")
              + (row.queueBytes() == 0 ? "" : ", " + row.queueBytes() / 1024 + " KiB");
      boolean measured = row.status() == CapacityRow.Status.OK;
      if (!measured || row.limit() != CapacityRow.Limit.NOTHING_TO_LOSE) {
        List<Double> searches = row.searchesPerSecond();
        figures.add(
            new ComparableFigure(
                name,
                Metric.CAPACITY,
                row.sensor(),
                placement,
                measured ? row.capacityPerSecond() : null,
                least(row),
                most(row),
                numbered(row.limit() == CapacityRow.Limit.LOSS ? searches : row.speedsPerSecond()),
                measured
                    ? row.capacityPerSecond() == null ? "no rate was held without a loss" : null
                    : row.reason()));
      }
      if (measured && row.unpacedPerSecond() != null) {
        figures.add(
            new ComparableFigure(
                name,
                Metric.FULL_SPEED,
                row.sensor(),
                placement,
                middle(row.speedsPerSecond()),
                slowest(row),
                fastest(row),
                numbered(row.speedsPerSecond()),
                null));
      }
    }
    return figures;
  }

  /**
   * Of a rate above which events are lost: what was held and what searches found, less what a
   * search leaves open. Where the workload is held back instead: the slowest load that nothing
   * paced. Null: there are too few of them.
   */
  private static Double least(CapacityRow row) {
    List<Double> searches = row.searchesPerSecond();
    if (row.limit() == CapacityRow.Limit.THROTTLE) {
      return slowest(row);
    }
    return searches.size() < 2 || row.capacityPerSecond() == null
        ? null
        : (1 - SEARCHED_TO) * Math.min(row.capacityPerSecond(), Collections.min(searches));
  }

  private static Double most(CapacityRow row) {
    List<Double> searches = row.searchesPerSecond();
    if (row.limit() == CapacityRow.Limit.THROTTLE) {
      return fastest(row);
    }
    return searches.size() < 2 || row.capacityPerSecond() == null
        ? null
        : (1 + SEARCHED_TO) * Math.max(row.capacityPerSecond(), Collections.max(searches));
  }

  private static Double slowest(CapacityRow row) {
    List<Double> speeds = row.speedsPerSecond();
    return speeds.size() < ENOUGH_SPEEDS ? null : (1 - SEARCHED_TO) * Collections.min(speeds);
  }

  private static Double fastest(CapacityRow row) {
    List<Double> speeds = row.speedsPerSecond();
    return speeds.size() < ENOUGH_SPEEDS ? null : (1 + SEARCHED_TO) * Collections.max(speeds);
  }

  private static double middle(List<Double> values) {
    return Median.withDefaults()
        .evaluate(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static List<Observation> numbered(List<Double> values) {
    List<Observation> observations = new ArrayList<>();
    values.forEach(value -> observations.add(new Observation(observations.size(), 0, value)));
    return observations;
  }

  private static List<ComparableFigure> programs(MacroDocument document) {
    MacroReport report = new MacroReport(document);
    List<ComparableFigure> figures = new ArrayList<>();
    for (String workload : document.workloads()) {
      for (Sensor sensor : document.sensors()) {
        if (isBaseline(sensor)) {
          continue;
        }
        Handoff handoff =
            document.samples().stream()
                .filter(sample -> sample.sensor().equals(sensor.id()))
                .map(sample -> sample.handoff())
                .findFirst()
                .orElse(Handoff.NONE);
        Map<Integer, Double> ratios = report.slowDowns(workload, sensor);
        if (ratios.isEmpty()) {
          continue;
        }
        Interval interval = report.slowDown(workload, sensor).orElseThrow();
        List<Observation> observations = new ArrayList<>();
        ratios.forEach((round, ratio) -> observations.add(new Observation(round, 0, ratio)));
        figures.add(
            new ComparableFigure(
                workload
                    + " "
                    + sensor.id()
                    + (handoff == Handoff.NONE ? "" : " (" + handoff + ")"),
                Metric.SLOW_DOWN,
                sensor.id(),
                sensor.placement(),
                interval.estimate(),
                Double.isNaN(interval.low()) ? null : interval.low(),
                Double.isNaN(interval.high()) ? null : interval.high(),
                observations,
                null));
      }
    }
    return figures;
  }

  /** One observation a run: the severity of its class. */
  private static List<ComparableFigure> outcomes(FaultDocument document) {
    List<ComparableFigure> figures = new ArrayList<>();
    for (FaultDocument.Cell cell : document.cells()) {
      if (cell.notApplicable() != null) {
        continue;
      }
      boolean tooMany = cell.activated() > MOST_RUNS;
      List<Double> severities = new ArrayList<>();
      cell.outcomes()
          .forEach(
              (outcome, runs) ->
                  severities.addAll(
                      Collections.nCopies(
                          tooMany ? 0 : Math.min(runs, MOST_RUNS), (double) outcome.severity())));
      figures.add(
          new ComparableFigure(
              cell.fault()
                  + " "
                  + cell.sensor()
                  + " ("
                  + cell.place()
                  + ", "
                  + cell.machineProfile()
                  + ")",
              Metric.OUTCOME,
              cell.sensor(),
              null,
              cell.outcome() == null || tooMany ? null : (double) cell.outcome().severity(),
              null,
              null,
              numbered(severities),
              tooMany
                  ? "more than " + MOST_RUNS + " runs"
                  : cell.outcome() == null ? "nothing was activated" : null));
    }
    return figures;
  }
}
