// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import dev.ringbench.experiment.faults.FaultDocument.Cell;
import dev.ringbench.fault.MachineProfile;
import dev.ringbench.fault.Outcome;
import dev.ringbench.section.Column;
import dev.ringbench.section.Section;
import dev.ringbench.section.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How many of a campaign's faults each outcome stands for, a line a sensor: what fits a screen
 * where a matrix of all faults does not.
 */
final class OutcomeCounts {
  private final FaultDocument document;

  OutcomeCounts(FaultDocument document) {
    this.document = document;
  }

  /** On a machine that is set up so. */
  Section of(MachineProfile profile) {
    List<Cell> cells =
        document.cells().stream()
            .filter(cell -> cell.machineProfile().equals(profile.label()))
            .toList();
    List<Outcome> seen =
        Arrays.stream(Outcome.values())
            .filter(outcome -> cells.stream().anyMatch(cell -> cell.outcome() == outcome))
            .toList();
    List<Column> columns = new ArrayList<>(List.of(Column.text("sensor")));
    seen.forEach(outcome -> columns.add(Column.number(outcome.toString())));
    columns.add(Column.number("~"));
    columns.add(Column.number("impossible"));
    columns.add(Column.number("not run"));
    List<List<String>> rows =
        document.plan().sensors().stream()
            .map(
                sensor ->
                    row(
                        sensor.id(),
                        cells.stream().filter(cell -> cell.sensor().equals(sensor.id())).toList(),
                        seen))
            .toList();
    List<String> legend =
        new ArrayList<>(
            seen.stream().map(outcome -> outcome + ": " + outcome.meaning() + ".").toList());
    legend.add(
        "~: faults whose most frequent outcome fewer than 60 % of the runs had. The whole report has each.");
    return Section.of(
        "The most frequent outcomes of "
            + document.plan().faults().size()
            + " faults, machine "
            + FaultSections.meaning(profile),
        Table.of(columns, rows),
        legend);
  }

  private static List<String> row(String sensor, List<Cell> cells, List<Outcome> seen) {
    List<String> row = new ArrayList<>(List.of(sensor));
    for (Outcome outcome : seen) {
      row.add(count(cells.stream().filter(cell -> cell.outcome() == outcome).count()));
    }
    row.add(
        count(
            cells.stream()
                .filter(cell -> cell.outcome() != null && ClassShare.of(cell).share().isDoubtful())
                .count()));
    row.add(count(cells.stream().filter(cell -> cell.notApplicable() != null).count()));
    row.add(
        count(
            cells.stream()
                .filter(cell -> cell.notApplicable() == null && cell.outcome() == null)
                .count()));
    return row;
  }

  private static String count(long cells) {
    return cells == 0 ? "-" : Long.toString(cells);
  }
}
