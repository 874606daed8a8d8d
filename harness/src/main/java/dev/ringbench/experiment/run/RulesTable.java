// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.figure.Metric;
import dev.ringbench.figure.Numbers;
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

/** Added median by number of rules, and what one rule costs. */
final class RulesTable {
  private static final String NOTHING = "-";

  private final RunFigures comparison;
  private final RuleCosts figures;
  private final Operation operation;

  RulesTable(RunFigures comparison, RuleCosts figures, Operation operation) {
    this.comparison = comparison;
    this.figures = figures;
    this.operation = operation;
  }

  private List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.text("sensor"));
    columns.add(Column.text("hand-off"));
    figures.ruleCounts().forEach(count -> columns.add(Column.number(count + " rules")));
    columns.add(Column.number("a rule" + figures.ends() + ", " + figures.unit()));
    return columns;
  }

  /** A row each cell that evaluates rules, grouped by placement. */
  Table table() {
    List<Table.Group> groups = new ArrayList<>();
    for (Placement placement : Placement.values()) {
      List<List<String>> lines =
          figures.cells(operation).stream()
              .filter(cell -> comparison.sensor(cell.sensor()).placement() == placement)
              .map(this::line)
              .toList();
      if (!lines.isEmpty()) {
        groups.add(new Table.Group(placement.toString(), lines));
      }
    }
    return new Table(columns(), groups);
  }

  private List<String> line(Cell cell) {
    List<String> line = new ArrayList<>();
    line.add(cell.sensor());
    line.add(cell.handoff() == Handoff.NONE ? NOTHING : cell.handoff().toString());
    for (int count : figures.ruleCounts()) {
      line.add(added(cell.withRules(count)));
    }
    line.add(
        figures
            .perRule(cell)
            .map(slope -> Numbers.between(slope.estimate(), low(slope.low()), low(slope.high())))
            .orElse(NOTHING));
    return line;
  }

  private static Double low(double end) {
    return Double.isNaN(end) ? null : end;
  }

  private String added(Cell cell) {
    boolean counted = !comparison.document().instructionCounts().isEmpty();
    return comparison
        .row(cell, counted ? InstructionRows.ADDED_P50 : Metric.ADDED_P50)
        .filter(Row::hasValue)
        .map(
            row ->
                counted
                    ? String.format(Locale.ROOT, "%+,.0f", row.value())
                    : (row.value() >= 0 ? "+" : "") + Numbers.time(row.value()))
        .orElse(NOTHING);
  }
}
