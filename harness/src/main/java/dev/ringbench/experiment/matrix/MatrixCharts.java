// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.matrix;

import dev.ringbench.model.Cell;
import dev.ringbench.model.Operation;
import dev.ringbench.section.Chart;
import dev.ringbench.section.LinesChart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sensors over kernels: all of them as a map, those that change most as lines. */
final class MatrixCharts {
  private static final int SHOWN = 6;
  private static final int UNCHANGED = 2;

  /** Above which ratio to the oldest kernel a cell has which colour. */
  private static final double[] ABOVE = {0.8, 0.95, 1.05, 1.2, 1.5, 2};

  private static final int[] COLOURS = {0, 1, UNCHANGED, 3, 5, 7, 8};

  private final String prefix;
  private final MatrixDocument document;
  private final MatrixCosts costs;
  private final MatrixSections sections;

  MatrixCharts(String prefix, MatrixDocument document, MatrixCosts costs, MatrixSections sections) {
    this.prefix = prefix;
    this.document = document;
    this.costs = costs;
    this.sections = sections;
  }

  List<Chart> charts() {
    List<Chart> charts = new ArrayList<>();
    if (costs.kernels().isEmpty()) {
      return charts;
    }
    for (Operation operation : document.operations()) {
      charts.add(map(operation));
      if (costs.kernels().size() > 1) {
        lines(operation).ifPresent(charts::add);
      }
    }
    return charts;
  }

  private static String name(Cell cell) {
    return cell.toString().replaceFirst("^\\S+ ", "");
  }

  private Chart map(Operation operation) {
    List<String> columns = costs.kernels().stream().map(MatrixKernel::name).toList();
    List<String> rows = new ArrayList<>();
    List<Map<String, Object>> cells = new ArrayList<>();
    List<List<String>> table = new ArrayList<>();
    for (Cell cell : costs.cells(operation)) {
      rows.add(name(cell));
      for (MatrixKernel kernel : costs.kernels()) {
        Optional<MatrixCosts.Added> added = costs.added(kernel, cell);
        String text =
            added
                .map(of -> sections.text(cell, kernel, of))
                .orElseGet(() -> orNone(costs.reason(kernel, cell)));
        Map<String, Object> drawn = new LinkedHashMap<>();
        drawn.put("row", rows.size() - 1);
        drawn.put("column", costs.kernels().indexOf(kernel));
        drawn.put("level", added.map(of -> level(cell, kernel, of)).orElse(-1));
        drawn.put(
            "label", added.map(of -> String.format(Locale.ROOT, "%+,.0f", of.value())).orElse("-"));
        drawn.put("disagrees", false);
        cells.add(drawn);
        table.add(List.of(name(cell), kernel.name(), text));
      }
    }
    return new Chart(
        prefix + "-matrix-" + operation,
        "What each sensor adds to " + operation + ", over kernels",
        "matrix",
        Map.of("rows", rows, "columns", columns, "cells", cells),
        List.of(
            "Guest instructions of the median operation. The darker, the more beside "
                + costs.oldestNames()
                + "; equal colours: changed by no more than noise, or by no more than 5 %. -: not"
                + " counted; the reason is shown at the cell."),
        List.of("sensor", "kernel", "added"),
        table);
  }

  private static String orNone(String reason) {
    return reason == null ? "not counted" : reason;
  }

  private int level(Cell cell, MatrixKernel kernel, MatrixCosts.Added added) {
    Optional<MatrixCosts.Added> base =
        costs.oldest(kernel).flatMap(oldest -> costs.added(oldest, cell));
    if (base.isEmpty() || base.get().value() <= 0 || !added.differsFrom(base.get())) {
      return UNCHANGED;
    }
    double ratio = added.value() / base.get().value();
    int step = 0;
    while (step < ABOVE.length && ratio > ABOVE[step]) {
      step++;
    }
    return COLOURS[step];
  }

  /** Each architecture has lines of its own. */
  private String ofOthers(MatrixKernel kernel) {
    return costs.kernels().get(0).isComparable(kernel) ? "" : ", " + kernel.architecture();
  }

  /** Relative to the oldest kernel of the architecture. */
  private Optional<Chart> lines(Operation operation) {
    List<String> kernels = costs.kernels().stream().map(MatrixKernel::name).toList();
    LinesChart chart =
        new LinesChart("lines", "kernel", "", "added, by that in the oldest kernel", "x")
            .named(kernels)
            .with("yScale");
    Map<String, Double> spans = new LinkedHashMap<>();
    for (Cell cell : costs.cells(operation)) {
      for (MatrixKernel kernel : costs.kernels()) {
        Optional<MatrixCosts.Added> base =
            costs
                .oldest(kernel)
                .flatMap(oldest -> costs.added(oldest, cell))
                .filter(added -> added.value() > added.noise());
        Optional<MatrixCosts.Added> added = costs.added(kernel, cell);
        if (base.isPresent() && added.isPresent()) {
          double ratio = added.get().value() / base.get().value();
          String line = name(cell) + ofOthers(kernel);
          spans.merge(line, Math.max(ratio, 1 / Math.max(ratio, 1e-3)), Math::max);
          chart.add(
              line,
              kernels.indexOf(kernel.name()),
              ratio,
              kernel.name() + ": " + sections.text(cell, kernel, added.get()));
        }
      }
    }
    Set<String> shown = new HashSet<>();
    spans.entrySet().stream()
        .sorted(Comparator.comparingDouble(entry -> -entry.getValue()))
        .limit(SHOWN)
        .forEach(entry -> shown.add(entry.getKey()));
    return chart.isEmpty()
        ? Optional.empty()
        : Optional.of(
            chart.chart(
                prefix + "-matrix-lines-" + operation,
                "How what sensors add to " + operation + " changes over kernels",
                List.of(
                    "Added instructions by those in "
                        + costs.oldestNames()
                        + ". The rows that change most are shown; the legend switches others on."),
                shown));
  }
}
