// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.visibility;

import dev.ringbench.model.Operation;
import dev.ringbench.section.Chart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Forms by sensors, a heat map an operation; each cell has its evidence. */
final class VisibilityCharts {
  /** Colours of levels 0 to 3, among the ten of a matrix of classes. */
  private static final int[] COLOURS = {2, 3, 5, 8};

  private final String prefix;
  private final VisibilityDocument document;

  /** {@code prefix}: of ids. */
  VisibilityCharts(String prefix, VisibilityDocument document) {
    this.prefix = prefix;
    this.document = document;
  }

  List<Chart> charts() {
    return Stream.of(Operation.values())
        .filter(
            operation ->
                document.cells().stream()
                    .anyMatch(
                        cell ->
                            cell.tries() > 0
                                && document.form(cell.form()).operation() == operation))
        .map(this::matrix)
        .toList();
  }

  /** "ptrace", or "ptrace, refuses". */
  static String column(SightCell cell) {
    return cell.sensor() + (cell.asked() == Asked.REFUSES ? ", refuses" : "");
  }

  private Chart matrix(Operation operation) {
    List<String> columns = new ArrayList<>();
    List<String> rows = new ArrayList<>();
    List<Map<String, Object>> cells = new ArrayList<>();
    List<List<String>> table = new ArrayList<>();
    List<SightCell> measured =
        document.cells().stream()
            .filter(cell -> document.form(cell.form()).operation() == operation)
            .filter(cell -> document.watch(cell).filter(Watch::measured).isPresent())
            .toList();
    // In the order of the forms, whatever the first sensor could do.
    document.forms().stream()
        .filter(form -> measured.stream().anyMatch(cell -> cell.form().equals(form.id())))
        .forEach(form -> rows.add(form.toString()));
    for (SightCell cell : measured) {
      String form = document.form(cell.form()).toString();
      if (!columns.contains(column(cell))) {
        columns.add(column(cell));
      }
      Map<String, Object> drawn = new LinkedHashMap<>();
      drawn.put("row", rows.indexOf(form));
      drawn.put("column", columns.indexOf(column(cell)));
      drawn.put("level", cell.sight().map(sight -> COLOURS[sight.level()]).orElse(-1));
      drawn.put("label", cell.text());
      drawn.put("disagrees", cell.disagrees());
      cells.add(drawn);
      table.add(List.of(form, column(cell), cell.prediction(), cell.text(), evidence(cell)));
    }
    return new Chart(
        prefix + "-visibility-" + operation,
        "What sensors make of " + operation + " in unusual forms",
        "matrix",
        Map.of("rows", rows, "columns", columns, "cells", cells),
        List.of(
            Stream.of(Sight.values())
                    .map(sight -> sight + ": " + sight.meaning())
                    .collect(Collectors.joining("; "))
                + ".",
            "A frame and !: not as predicted; 31/50: tries differ; -: no result. The evidence of a"
                + " cell is shown at it, and in the table."),
        List.of("form", "sensor", "predicted", "observed", "evidence"),
        table);
  }

  private static String evidence(SightCell cell) {
    if (cell.reason() != null) {
      return cell.reason();
    }
    return String.join("; ", cell.evidence())
        + (cell.because() == null
            ? ""
            : ". Predicted "
                + cell.prediction()
                + ": "
                + cell.because()
                + " ("
                + cell.source()
                + ")");
  }
}
