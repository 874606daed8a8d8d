// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.capacity;

import dev.ringbench.document.PlacementName;
import dev.ringbench.document.VerdictCell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import dev.ringbench.section.Texts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What is lost at full speed, by placement, for the first table of a report. */
final class CapacityVerdict {
  private final CapacityDocument document;

  CapacityVerdict(CapacityDocument document) {
    this.document = document;
  }

  /** The largest loss of a row at full speed. */
  private record Loss(CapacityRow row, double share) {}

  /** One cell for each placement that was measured with one thread and without rules. */
  List<VerdictCell> cells() {
    List<VerdictCell> cells = new ArrayList<>();
    Optional<Operation> operation = operation();
    if (operation.isEmpty()) {
      return cells;
    }
    for (Placement placement : Placement.values()) {
      List<CapacityRow> rows =
          document.rows().stream()
              .filter(row -> row.operation() == operation.get() && measured(row))
              .filter(row -> placement(row) == placement)
              .toList();
      if (PlacementName.isOfSensor(placement) && !rows.isEmpty()) {
        cells.add(
            new VerdictCell(placement, VerdictCell.Column.LOST, lines(rows, operation.get())));
      }
    }
    return cells;
  }

  /** Opens, where they were measured: the other columns have them, too. */
  private Optional<Operation> operation() {
    List<Operation> operations =
        document.rows().stream()
            .filter(CapacityVerdict::measured)
            .map(CapacityRow::operation)
            .toList();
    return operations.contains(Operation.OPEN)
        ? Optional.of(Operation.OPEN)
        : operations.stream().findFirst();
  }

  private static boolean measured(CapacityRow row) {
    return row.status() == CapacityRow.Status.OK
        && row.threads() == 1
        && row.rules() == 0
        && !row.fullSpeeds().isEmpty();
  }

  private Placement placement(CapacityRow row) {
    return document.sensors().stream()
        .filter(sensor -> sensor.id().equals(row.sensor()))
        .map(Sensor::placement)
        .findFirst()
        .orElse(null);
  }

  private static List<String> lines(List<CapacityRow> rows, Operation operation) {
    List<Loss> losses =
        rows.stream()
            .filter(row -> row.fullSpeeds().stream().anyMatch(point -> point.losses() != null))
            .map(
                row ->
                    new Loss(
                        row,
                        row.fullSpeeds().stream()
                            .mapToDouble(CapacityPoint::lossShare)
                            .max()
                            .orElse(0)))
            .sorted(Comparator.comparing(Loss::share))
            .toList();
    if (losses.isEmpty()) {
      return List.of("nothing to lose: no sensor here reports events");
    }
    Loss least = losses.get(0);
    Loss most = losses.get(losses.size() - 1);
    String rowsOf =
        losses.size() == 1 ? "1 row of " + operation : losses.size() + " rows of " + operation;
    if (most.share() == 0) {
      return List.of("0 %", rowsOf);
    }
    return List.of(
        least.share() == most.share()
            ? Texts.percent(most.share())
            : Texts.percent(least.share()) + " to " + Texts.percent(most.share()),
        "most: "
            + most.row().sensor()
            + (most.row().handoff() == Handoff.NONE ? "" : " (" + most.row().handoff() + ")")
            + ", "
            + rowsOf);
  }
}
