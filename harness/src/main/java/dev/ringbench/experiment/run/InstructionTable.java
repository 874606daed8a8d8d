// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.counted.InstructionCount;
import dev.ringbench.figure.Metric;
import dev.ringbench.figure.Row;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import dev.ringbench.section.Column;
import dev.ringbench.section.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Guest instructions of one operation, as a table. */
final class InstructionTable {
  private static final String NOTHING = "-";

  /** What the counts leave out, for above the table. */
  static final String LEFT_OUT =
      "Guest instructions, not time: caches, TLB, interrupts between CPUs and all waiting are left"
          + " out. p50: the median operation with the hook's work in it. mean, all: everything the"
          + " one CPU did for each operation, consumer and background included. busy-poll: the"
          + " consumer is stopped meanwhile and reads afterwards, so that no wake-up is in it. No sign:"
          + " more than boots of the guest, their blocks or the placebo differ by; =: no more than that,"
          + " which is within 5 % of the operation; ~: undecided.";

  /** What the brackets are, where there are any. */
  static final String BOOTS =
      "In brackets the least and the most of the guest's boots, of which the figure is the median."
          + " Counts of one boot repeat; those of two need not. They are no confidence interval.";

  private final RunFigures comparison;
  private final Operation operation;

  InstructionTable(RunFigures comparison, Operation operation) {
    this.comparison = comparison;
    this.operation = operation;
  }

  private List<Column> columns() {
    int boots = comparison.document().run().forks();
    String ends = boots > 1 ? " [" + boots + " boots]" : "";
    return List.of(
        Column.text("sensor"),
        Column.text("hand-off"),
        Column.number("p50").droppedAs(2),
        Column.number("added p50" + ends),
        Column.number("mean, all").droppedAs(3),
        Column.number("added mean, all").droppedAs(1));
  }

  /** A row each cell, grouped by placement. */
  Table table() {
    List<Table.Group> groups = new ArrayList<>();
    for (Placement placement : Placement.values()) {
      List<List<String>> lines =
          comparison.document().instructionCounts().stream()
              .map(InstructionCount::cell)
              .distinct()
              .filter(cell -> cell.operation() == operation && cell.rules() == 0)
              .filter(cell -> comparison.sensor(cell.sensor()).placement() == placement)
              .map(this::line)
              .filter(Objects::nonNull)
              .toList();
      if (!lines.isEmpty()) {
        groups.add(new Table.Group(placement.toString(), lines));
      }
    }
    return new Table(columns(), groups);
  }

  /** Null for a row without figures: it is listed with its reason. */
  private List<String> line(Cell cell) {
    String median = figure(cell, InstructionRows.P50, "%,.0f");
    return median.equals(NOTHING)
        ? null
        : List.of(
            cell.sensor(),
            cell.handoff() == Handoff.NONE ? NOTHING : cell.handoff().toString(),
            median,
            cell.sensor().equals("none")
                ? "baseline"
                : figure(cell, InstructionRows.ADDED_P50, "%+,.0f", true),
            figure(cell, InstructionRows.MEAN, "%,.0f"),
            figure(cell, InstructionRows.ADDED_MEAN, "%+,.0f"));
  }

  private String figure(Cell cell, Metric metric, String format) {
    return figure(cell, metric, format, false);
  }

  private String figure(Cell cell, Metric metric, String format, boolean withEnds) {
    return comparison
        .row(cell, metric)
        .filter(Row::hasValue)
        .map(
            row ->
                String.format(Locale.ROOT, format, row.value())
                    + (withEnds ? ends(row, format) : "")
                    + (row.sign().isEmpty() ? "" : " " + row.sign()))
        .orElse(NOTHING);
  }

  private static String ends(Row row, String format) {
    return row.ciLow() == null
        ? ""
        : String.format(
            Locale.ROOT, " [" + format + ", " + format + "]", row.ciLow(), row.ciHigh());
  }
}
