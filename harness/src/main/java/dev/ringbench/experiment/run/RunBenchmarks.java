// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.figure.Benchmark;
import dev.ringbench.figure.Row;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The costs of a run as benchmarks: one a cell, a raw value a block. */
final class RunBenchmarks {
  private static final String NAME = "dev.ringbench.benchmarks.SensorBenchmark.operations";
  private static final String UNIT = "ns/op";
  private static final List<BlockValue> SECONDARY =
      List.of(BlockValue.DELIVERY_P50, BlockValue.VERDICT_P50);

  private RunBenchmarks() {}

  static List<Benchmark> of(RunFigures figures) {
    return figures.document().availability().stream()
        .map(Availability::cell)
        .filter(cell -> figures.blocks(cell).stream().anyMatch(block -> block.cost() != null))
        .map(cell -> benchmark(figures, cell))
        .toList();
  }

  private static Benchmark benchmark(RunFigures figures, Cell cell) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("sensor", cell.sensor());
    parameters.put("operation", cell.operation().toString());
    parameters.put("handoff", cell.handoff().toString());
    parameters.put("rules", cell.rules().toString());
    Map<String, Benchmark.Score> secondary = new TreeMap<>();
    for (BlockValue value : SECONDARY) {
      if (figures.row(cell, value.metric()).filter(Row::hasValue).isPresent()) {
        secondary.put(value.metric().toString(), score(figures, cell, value));
      }
    }
    return new Benchmark(
        NAME,
        figures.document().run().forks(),
        figures.document().run().rounds(),
        parameters,
        score(figures, cell, BlockValue.COST_P50),
        secondary);
  }

  private static Benchmark.Score score(RunFigures figures, Cell cell, BlockValue of) {
    Row row = figures.row(cell, of.metric()).orElseThrow();
    Map<Integer, List<Double>> byFork = new TreeMap<>();
    for (Block block : figures.blocks(cell)) {
      Double value = of.of(block);
      if (value != null) {
        byFork.computeIfAbsent(block.fork(), fork -> new ArrayList<>()).add(value);
      }
    }
    return new Benchmark.Score(
        UNIT, row.value(), row.ciLow(), row.ciHigh(), List.copyOf(byFork.values()));
  }
}
