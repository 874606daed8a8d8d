// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.counted.CountedNoise;
import dev.ringbench.figure.Figure;
import dev.ringbench.figure.Metric;
import dev.ringbench.figure.Row;
import dev.ringbench.figure.RowName;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Placement;
import dev.ringbench.stats.Interval;
import dev.ringbench.stats.Observation;
import dev.ringbench.stats.PairedUnits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The figures of a run that another run may have too, with what lies behind each. */
final class RunComparables {
  /** Of an effect: what is added to the baseline. */
  private static final List<BlockValue> ADDED =
      List.of(BlockValue.COST_P50, BlockValue.COST_MEAN, BlockValue.COST_P99);

  /** One value a round. */
  private static final List<BlockValue> BY_ROUND =
      List.of(
          BlockValue.DELIVERY_P50,
          BlockValue.DELIVERY_P99,
          BlockValue.VERDICT_P50,
          BlockValue.CPU_SECONDS_PER_MILLION_EVENTS);

  private final RunFigures figures;
  private final Map<String, Cell> cells = new HashMap<>();

  RunComparables(RunFigures figures) {
    this.figures = figures;
    figures
        .document()
        .availability()
        .forEach(tried -> cells.put(tried.cell().toString(), tried.cell()));
  }

  /** In the document's order. */
  List<Figure> all() {
    return figures.document().instructionCounts().isEmpty() ? timed() : counted();
  }

  /** Differences between this and another run of its session; empty: it has no blocks. */
  Optional<PairedUnits> pairedWith(RunFigures base, Figure.Key key) {
    Cell cell = cells.get(key.row());
    if (cell == null) {
      return Optional.empty();
    }
    for (BlockValue value : ADDED) {
      if (value.added() == key.metric()) {
        // The two sides measure a block in turn, and so do their baselines: paired twice.
        return Optional.of(
            pairs(base, cell, value).minus(pairs(base, figures.baselineOf(cell), value)));
      }
    }
    return BY_ROUND.stream()
        .filter(value -> value.metric() == key.metric())
        .findFirst()
        .map(value -> pairs(base, cell, value));
  }

  private PairedUnits pairs(RunFigures base, Cell cell, BlockValue value) {
    return PairedUnits.of(figures.byPlace(cell, value), base.byPlace(cell, value));
  }

  private List<Figure> timed() {
    List<Figure> all = new ArrayList<>();
    figures.document().availability().stream()
        .map(tried -> tried.cell())
        .filter(cell -> figures.sensor(cell.sensor()).placement() != Placement.BASELINE)
        .forEach(
            cell -> {
              for (BlockValue value : ADDED) {
                add(all, cell, value.added(), figures.added(cell, value));
              }
              for (BlockValue value : BY_ROUND) {
                add(all, cell, value.metric(), figures.observations(cell, value));
              }
              lost(all, cell);
            });
    return all;
  }

  private void add(List<Figure> all, Cell cell, Metric metric, List<Observation> observations) {
    figures
        .row(cell, metric)
        .ifPresent(
            row ->
                all.add(
                    new Figure(
                        RowName.of(cell, row.placement()),
                        metric,
                        row.value(),
                        row.ciLow(),
                        row.ciHigh(),
                        observations,
                        row.reason(),
                        row.mark())));
  }

  /** Of all blocks together; what forks differ by says what chance does. */
  private void lost(List<Figure> all, Cell cell) {
    Map<Integer, long[]> byFork = new TreeMap<>();
    boolean unknown = false;
    for (Block block : figures.blocks(cell)) {
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
            shares.add(figures.observation(fork, sums[0] == 0 ? 0 : (double) sums[1] / sums[0])));
    all.add(
        new Figure(
            RowName.of(cell, figures.sensor(cell.sensor()).placement()),
            Metric.LOST_SHARE,
            unknown || issued == 0 ? null : (double) missing / issued,
            null,
            null,
            unknown ? List.of() : shares,
            unknown ? "the queue overflowed, and its mechanism does not say by how much" : null,
            null));
  }

  /** The ends are as far out as another document of the same build may have the row. */
  private List<Figure> counted() {
    CountedNoise noise =
        new CountedNoise(figures.document().instructionCounts(), figures::baselineOf);
    List<Figure> all = new ArrayList<>();
    for (Row row : figures.rows()) {
      boolean added = row.metric() == Metric.ADDED_INSTRUCTIONS;
      boolean missing = row.status() == Row.Status.UNAVAILABLE;
      if (row.operation() != null && row.placement() != Placement.BASELINE && (added || missing)) {
        Cell cell = new Cell(row.sensor(), row.operation(), row.handoff(), row.rules());
        Interval ends = missing ? null : noise.ends(cell);
        all.add(
            new Figure(
                RowName.of(cell, row.placement()),
                Metric.ADDED_INSTRUCTIONS,
                row.value(),
                missing ? null : Double.valueOf(ends.low()),
                missing ? null : Double.valueOf(ends.high()),
                List.of(),
                row.reason(),
                row.mark()));
      }
    }
    return all;
  }
}
