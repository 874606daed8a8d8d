// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.export;

import dev.ringbench.document.DocumentJson;
import dev.ringbench.document.Reading;
import dev.ringbench.figure.Benchmark;
import dev.ringbench.model.Environment;
import dev.ringbench.model.RingbenchException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Figures in the form of JMH's own JSON results, so that viewers of those open them. */
public final class JmhResults {
  private static final double[] PERCENTILES = {
    0, 50, 90, 95, 99, 99.9, 99.99, 99.999, 99.9999, 100
  };

  private JmhResults() {}

  /**
   * A JSON array.
   *
   * @throws RingbenchException bad input: it would be empty
   */
  public static String render(Reading document) {
    List<Map<String, Object>> results =
        document.benchmarks().stream()
            .map(benchmark -> result(benchmark, document.head().environment().jvm()))
            .toList();
    if (results.isEmpty()) {
      throw NothingToExport.of(document, "benchmarks");
    }
    return DocumentJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(results);
  }

  private static Map<String, Object> result(Benchmark benchmark, Environment.Jvm jvm) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("jmhVersion", org.openjdk.jmh.util.Version.getPlainVersion());
    result.put("benchmark", benchmark.name());
    result.put("mode", "avgt");
    result.put("threads", 1);
    result.put("forks", benchmark.forks());
    result.put("jdkVersion", jvm.version());
    result.put("vmName", jvm.vm());
    result.put("warmupIterations", 0);
    result.put("warmupTime", "single-shot");
    result.put("warmupBatchSize", 1);
    result.put("measurementIterations", benchmark.iterations());
    result.put("measurementTime", "single-shot");
    result.put("measurementBatchSize", 1);
    result.put("params", benchmark.parameters());
    result.put("primaryMetric", metric(benchmark.primary()));
    Map<String, Object> secondary = new TreeMap<>();
    benchmark.secondary().forEach((name, score) -> secondary.put(name, metric(score)));
    result.put("secondaryMetrics", secondary);
    return result;
  }

  private static Map<String, Object> metric(Benchmark.Score score) {
    double[] sorted =
        score.raw().stream().flatMap(List::stream).mapToDouble(value -> value).sorted().toArray();
    Map<String, Object> metric = new LinkedHashMap<>();
    metric.put("score", score.value());
    boolean interval = score.low() != null && score.high() != null;
    metric.put("scoreError", interval ? (score.high() - score.low()) / 2 : "NaN");
    metric.put(
        "scoreConfidence", interval ? List.of(score.low(), score.high()) : List.of("NaN", "NaN"));
    Map<String, Double> percentiles = new LinkedHashMap<>();
    for (double percent : PERCENTILES) {
      int index = (int) Math.min(sorted.length - 1, Math.floor(percent / 100 * sorted.length));
      percentiles.put(Double.toString(percent), sorted[index]);
    }
    metric.put("scorePercentiles", percentiles);
    metric.put("scoreUnit", score.unit());
    metric.put("rawData", score.raw());
    return metric;
  }
}
