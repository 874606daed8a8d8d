// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import dev.ringbench.document.VerdictCell;
import dev.ringbench.fault.FaultSensor;
import dev.ringbench.fault.Outcome;
import dev.ringbench.model.Placement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The worst that faults did, by placement, for the first table of a report. */
final class FaultVerdict {
  private final FaultDocument document;

  FaultVerdict(FaultDocument document) {
    this.document = document;
  }

  /** One cell for each placement with an activated run. */
  List<VerdictCell> cells() {
    List<VerdictCell> cells = new ArrayList<>();
    for (Placement placement : Placement.values()) {
      List<FaultDocument.Cell> run =
          document.cells().stream()
              .filter(cell -> cell.outcome() != null && cell.worst() != null)
              .filter(cell -> FaultSensor.placementOf(cell.sensor()) == placement)
              .toList();
      if (!run.isEmpty()) {
        cells.add(new VerdictCell(placement, VerdictCell.Column.DEFECT, lines(run)));
      }
    }
    return cells;
  }

  private static List<String> lines(List<FaultDocument.Cell> cells) {
    Outcome worst =
        cells.stream()
            .map(FaultDocument.Cell::worst)
            .max(Comparator.comparing(Outcome::severity))
            .orElseThrow();
    Set<String> all = new LinkedHashSet<>();
    Set<String> reaching = new LinkedHashSet<>();
    int hits = 0;
    int activated = 0;
    for (FaultDocument.Cell cell : cells) {
      all.add(cell.fault());
      activated += cell.activated();
      hits += cell.outcomes().getOrDefault(worst, 0);
      if (cell.worst() == worst) {
        reaching.add(cell.fault());
      }
    }
    return List.of(
        worst + ": " + worst.meaning(),
        reaching.size() + " of " + all.size() + " faults",
        String.format(Locale.ROOT, "%,d of %,d runs", hits, activated));
  }
}
