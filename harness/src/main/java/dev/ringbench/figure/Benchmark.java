// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.figure;

import dev.ringbench.stats.Observation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A row in the form of a benchmark: one score, and others beside it.
 *
 * @param name of the benchmark, with dots
 * @param forks planned ones
 * @param iterations planned in a fork
 * @param parameters that tell it from others of the document, in order
 * @param primary the score
 * @param secondary further scores by name
 */
public record Benchmark(
    String name,
    int forks,
    int iterations,
    Map<String, String> parameters,
    Score primary,
    Map<String, Score> secondary) {
  /**
   * A score and what it was made of.
   *
   * @param unit as benchmarks name it: "ns/op"
   * @param low lower end of its 95 % interval; null: not known
   * @param high upper end
   * @param raw values by fork
   */
  public record Score(String unit, double value, Double low, Double high, List<List<Double>> raw) {}

  /** One benchmark a row of a document: its first figure with a value is the score. */
  public static List<Benchmark> of(String kind, List<Figure> figures) {
    Map<String, List<Figure>> byRow = new LinkedHashMap<>();
    figures.stream()
        .filter(Figure::hasValue)
        .forEach(
            figure ->
                byRow.computeIfAbsent(figure.row().text(), row -> new ArrayList<>()).add(figure));
    List<Benchmark> benchmarks = new ArrayList<>();
    byRow.forEach(
        (row, of) -> {
          Map<String, Score> secondary = new TreeMap<>();
          of.stream()
              .skip(1)
              .forEach(figure -> secondary.put(figure.metric().toString(), score(figure)));
          Map<String, String> parameters = new LinkedHashMap<>();
          parameters.put("row", row);
          parameters.put("sensor", of.get(0).sensor());
          parameters.put("metric", of.get(0).metric().toString());
          Score primary = score(of.get(0));
          benchmarks.add(
              new Benchmark(
                  "dev.ringbench." + kind,
                  primary.raw().size(),
                  primary.raw().get(0).size(),
                  parameters,
                  primary,
                  secondary));
        });
    return benchmarks;
  }

  private static Score score(Figure figure) {
    Map<Integer, List<Double>> byFork = new TreeMap<>();
    for (Observation observation : figure.observations()) {
      byFork
          .computeIfAbsent(observation.fork(), fork -> new ArrayList<>())
          .add(observation.value());
    }
    return new Score(
        figure.metric().unit(),
        figure.value(),
        figure.low(),
        figure.high(),
        byFork.isEmpty() ? List.of(List.of(figure.value())) : List.copyOf(byFork.values()));
  }
}
