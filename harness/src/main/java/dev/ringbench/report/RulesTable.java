// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Added median by number of rules, and what one rule costs. */
final class RulesTable implements GroupedTable {
  private static final String NOTHING = "-";

  private final Comparison comparison;
  private final RuleFigures figures;
  private final Operation operation;

  RulesTable(Comparison comparison, RuleFigures figures, Operation operation) {
    this.comparison = comparison;
    this.figures = figures;
    this.operation = operation;
  }

  @Override
  public List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("sensor", false));
    columns.add(new Column("hand-off", false));
    figures.ruleCounts().forEach(count -> columns.add(new Column(count + " rules", false)));
    columns.add(new Column("a rule [95 %], " + figures.unit(), false));
    return columns;
  }

  @Override
  public List<Group> groups() {
    List<Group> groups = new ArrayList<>();
    for (Placement placement : Placement.values()) {
      List<List<String>> lines =
          figures.cells(operation).stream()
              .filter(cell -> comparison.sensor(cell.sensor()).placement() == placement)
              .map(this::line)
              .toList();
      if (!lines.isEmpty()) {
        groups.add(new Group(placement, lines));
      }
    }
    return groups;
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
            .map(slope -> Figures.between(slope.estimate(), low(slope.low()), low(slope.high())))
            .orElse(NOTHING));
    return line;
  }

  private static Double low(double end) {
    return Double.isNaN(end) ? null : end;
  }

  private String added(Cell cell) {
    boolean counted = !comparison.document().instructionCounts().isEmpty();
    return comparison
        .row(cell, counted ? InstructionFigures.ADDED_P50 : "added_p50")
        .filter(Row::hasValue)
        .map(
            row ->
                counted
                    ? String.format(Locale.ROOT, "%+,.0f", row.value())
                    : (row.value() >= 0 ? "+" : "") + Figures.time(row.value()))
        .orElse(NOTHING);
  }
}
