// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.tamper;

import dev.ringbench.section.Chart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Attacks by sensors, a heat map; each cell has its evidence. */
final class TamperCharts {
  /** Colours of levels 0 to 8, among the ten of a matrix of classes. */
  private static final int[] COLOURS = {2, 3, 4, 5, 6, 4, 5, 8, 9};

  private final String prefix;
  private final TamperDocument document;

  /** {@code prefix}: of ids. */
  TamperCharts(String prefix, TamperDocument document) {
    this.prefix = prefix;
    this.document = document;
  }

  List<Chart> charts() {
    List<TamperCell> measured = document.cells().stream().filter(TamperCell::measured).toList();
    return measured.isEmpty() ? List.of() : List.of(matrix(measured));
  }

  private Chart matrix(List<TamperCell> measured) {
    List<String> columns =
        document.defenders().stream()
            .map(Defender::id)
            .filter(id -> measured.stream().anyMatch(cell -> cell.defender().equals(id)))
            .toList();
    List<String> rows =
        document.attacks().stream()
            .filter(attack -> measured.stream().anyMatch(cell -> cell.attack().equals(attack.id())))
            .map(AttackFacts::toString)
            .toList();
    List<Map<String, Object>> cells = new ArrayList<>();
    List<List<String>> table = new ArrayList<>();
    for (TamperCell cell : measured) {
      String attack = document.attack(cell.attack()).toString();
      Map<String, Object> drawn = new LinkedHashMap<>();
      drawn.put("row", rows.indexOf(attack));
      drawn.put("column", columns.indexOf(cell.defender()));
      drawn.put("level", COLOURS[cell.worst().level()]);
      drawn.put("label", cell.text());
      drawn.put("disagrees", cell.disagrees());
      cells.add(drawn);
      table.add(
          List.of(
              attack,
              document.attack(cell.attack()).attacker().toString(),
              cell.defender(),
              cell.worst().prediction(),
              cell.text(),
              evidence(cell)));
    }
    return new Chart(
        prefix + "-tamper",
        "What attacks do to sensors, and who tells",
        "matrix",
        Map.of("rows", rows, "columns", columns, "cells", cells),
        List.of(
            Arrays.stream(Effect.values())
                    .map(effect -> effect + ": " + effect.meaning())
                    .collect(Collectors.joining("; "))
                + ".",
            "told or silent: whether the sensor itself said anything within 10 s. A frame and !: not as"
                + " predicted. The evidence of a cell is shown at it, and in the table."),
        List.of("attack", "by", "sensor", "predicted", "observed", "evidence"),
        table);
  }

  private String evidence(TamperCell cell) {
    TamperTrial worst = cell.worst();
    StringBuilder text = new StringBuilder(String.join("; ", worst.evidence()));
    if (worst.hurt()) {
      text.append("; told by ").append(TamperSections.told(worst));
      text.append("; noticed after ").append(TamperSections.seconds(worst.noticedMs()));
      text.append(
          worst.recoveredMs() == null
              ? "; did not come back"
              : "; back after " + TamperSections.seconds(worst.recoveredMs()));
    }
    if (worst.because() != null) {
      text.append(". Predicted ")
          .append(worst.prediction())
          .append(": ")
          .append(worst.because())
          .append(" (")
          .append(worst.source())
          .append(")");
    }
    return text.toString();
  }
}
