// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import dev.ringbench.model.Cell;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.result.Block;
import dev.ringbench.result.Documents;
import dev.ringbench.result.ResultDocument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The costs in the form of JMH's own JSON results, so that viewers of those open them: one
 * benchmark a cell, a score a block, delivery and verdict as secondary metrics.
 */
public final class JmhExport {
  private static final String BENCHMARK = "dev.ringbench.benchmarks.SensorBenchmark.operations";

  static final String WHAT_THERE_IS =
      "Its figures go out with --to csv, github-action-benchmark and openmetrics.";

  private static final Map<String, Figure> SECONDARY =
      Map.of("delivery_p50", Figure.DELIVERY_P50, "verdict_p50", Figure.VERDICT_P50);

  private JmhExport() {}

  /**
   * A JSON array.
   *
   * @throws RingbenchException bad input: it would be empty
   */
  public static String render(Comparison comparison) {
    List<Map<String, Object>> benchmarks = new ArrayList<>();
    for (var tried : comparison.document().availability()) {
      if (comparison.blocks(tried.cell()).stream().anyMatch(block -> block.cost() != null)) {
        benchmarks.add(benchmark(comparison, tried.cell()));
      }
    }
    if (benchmarks.isEmpty()) {
      throw RingbenchException.badInput(
          whyEmpty(comparison.document(), "times of single operations") + " " + WHAT_THERE_IS);
    }
    return Documents.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(benchmarks);
  }

  /** Why a document has nothing of what a form is for. */
  static String whyEmpty(ResultDocument document, String what) {
    return document.instructionCounts().isEmpty()
        ? "The document has no block that was measured, so it has no " + what + "."
        : "The document counts instructions, so it has no " + what + ".";
  }

  private static Map<String, Object> benchmark(Comparison comparison, Cell cell) {
    ResultDocument document = comparison.document();
    Map<String, Object> benchmark = new LinkedHashMap<>();
    benchmark.put("jmhVersion", org.openjdk.jmh.util.Version.getPlainVersion());
    benchmark.put("benchmark", BENCHMARK);
    benchmark.put("mode", "avgt");
    benchmark.put("threads", 1);
    benchmark.put("forks", document.run().forks());
    benchmark.put("jdkVersion", document.environment().jvm().version());
    benchmark.put("vmName", document.environment().jvm().vm());
    benchmark.put("warmupIterations", 0);
    benchmark.put("warmupTime", "single-shot");
    benchmark.put("warmupBatchSize", 1);
    benchmark.put("measurementIterations", document.run().rounds());
    benchmark.put("measurementTime", "single-shot");
    benchmark.put("measurementBatchSize", 1);
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("sensor", cell.sensor());
    parameters.put("operation", cell.operation().toString());
    parameters.put("handoff", cell.handoff().toString());
    parameters.put("rules", cell.rules().toString());
    benchmark.put("params", parameters);
    benchmark.put("primaryMetric", metric(comparison, cell, "latency_p50", Figure.COST_P50));
    Map<String, Object> secondary = new TreeMap<>();
    SECONDARY.forEach(
        (name, figure) -> {
          if (comparison.row(cell, name).filter(Row::hasValue).isPresent()) {
            secondary.put(name, metric(comparison, cell, name, figure));
          }
        });
    benchmark.put("secondaryMetrics", secondary);
    return benchmark;
  }

  private static Map<String, Object> metric(
      Comparison comparison, Cell cell, String name, Figure figure) {
    Row row = comparison.row(cell, name).orElseThrow();
    Map<Integer, List<Double>> byFork = new TreeMap<>();
    for (Block block : comparison.blocks(cell)) {
      Double value = figure.of(block);
      if (value != null) {
        byFork.computeIfAbsent(block.fork(), fork -> new ArrayList<>()).add(value);
      }
    }
    double[] sorted =
        byFork.values().stream().flatMap(List::stream).mapToDouble(v -> v).sorted().toArray();
    Map<String, Object> metric = new LinkedHashMap<>();
    metric.put("score", row.value());
    boolean interval = row.ciLow() != null;
    metric.put("scoreError", interval ? (row.ciHigh() - row.ciLow()) / 2 : "NaN");
    metric.put(
        "scoreConfidence", interval ? List.of(row.ciLow(), row.ciHigh()) : List.of("NaN", "NaN"));
    Map<String, Double> percentiles = new LinkedHashMap<>();
    for (double percent : new double[] {0, 50, 90, 95, 99, 99.9, 99.99, 99.999, 99.9999, 100}) {
      int index = (int) Math.min(sorted.length - 1, Math.floor(percent / 100 * sorted.length));
      percentiles.put(Double.toString(percent), sorted[index]);
    }
    metric.put("scorePercentiles", percentiles);
    metric.put("scoreUnit", "ns/op");
    metric.put("rawData", List.copyOf(byFork.values()));
    return metric;
  }
}
