// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import dev.ringbench.result.InstructionCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Guest instructions of one operation as lines of text cells. */
final class InstructionTable implements GroupedTable {
  private static final String NOTHING = "-";
  private static final List<Column> COLUMNS =
      List.of(
          new Column("sensor", false),
          new Column("hand-off", false),
          new Column("p50", true),
          new Column("added p50", false),
          new Column("mean, all", true),
          new Column("added mean, all", false));

  /** What the table leaves out, for below it. */
  static final String LEFT_OUT =
      "Guest instructions, not time: caches, TLB, interrupts between CPUs and all waiting are left"
          + " out. p50: the median operation with the hook's work in it. mean, all: everything the"
          + " one CPU did for each operation, consumer and background included. busy-poll: the"
          + " consumer is stopped meanwhile and reads afterwards, so that no wake-up is in it. ~: the"
          + " placebo did as much.";

  private final Comparison comparison;
  private final Operation operation;

  InstructionTable(Comparison comparison, Operation operation) {
    this.comparison = comparison;
    this.operation = operation;
  }

  @Override
  public List<Column> columns() {
    return COLUMNS;
  }

  @Override
  public List<Group> groups() {
    List<Group> groups = new ArrayList<>();
    for (Placement placement : Placement.values()) {
      List<List<String>> lines =
          comparison.document().instructionCounts().stream()
              .map(InstructionCount::cell)
              .filter(cell -> cell.operation() == operation && cell.rules() == 0)
              .filter(cell -> comparison.sensor(cell.sensor()).placement() == placement)
              .map(this::line)
              .filter(Objects::nonNull)
              .toList();
      if (!lines.isEmpty()) {
        groups.add(new Group(placement, lines));
      }
    }
    return groups;
  }

  /** Null for a row without figures: it is listed with its reason. */
  private List<String> line(Cell cell) {
    String median = figure(cell, InstructionFigures.P50, "%,.0f");
    return median.equals(NOTHING)
        ? null
        : List.of(
            cell.sensor(),
            cell.handoff() == Handoff.NONE ? NOTHING : cell.handoff().toString(),
            median,
            cell.sensor().equals("none")
                ? "baseline"
                : figure(cell, InstructionFigures.ADDED_P50, "%+,.0f"),
            figure(cell, InstructionFigures.MEAN, "%,.0f"),
            figure(cell, InstructionFigures.ADDED_MEAN, "%+,.0f"));
  }

  private String figure(Cell cell, String metric, String format) {
    return comparison
        .row(cell, metric)
        .filter(Row::hasValue)
        .map(
            row ->
                String.format(Locale.ROOT, format, row.value())
                    + (row.reason() == null ? "" : " ~"))
        .orElse(NOTHING);
  }
}
