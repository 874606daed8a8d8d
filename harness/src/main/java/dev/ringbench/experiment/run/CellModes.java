// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.figure.Histograms;
import dev.ringbench.figure.TwoModes;
import dev.ringbench.model.Cell;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * Which cells have two modes in the latency of their operation. Both must be there in more than
 * half of the forks that have enough operations: forks of two speeds would make two of one.
 */
final class CellModes {
  private static final String WITHOUT = "none";

  /** Still encoded: decoded, those of a large document take a hundred times the memory. */
  private final Map<Cell, List<CellHistogram>> byCell = new LinkedHashMap<>();

  private final Map<Cell, Optional<TwoModes>> found = new LinkedHashMap<>();
  private double tickNs;

  CellModes(RunDocument document) {
    for (CellHistogram stored : document.histograms()) {
      if (stored.metric().equals("cost")) {
        byCell.computeIfAbsent(stored.cell(), cell -> new ArrayList<>()).add(stored);
      }
    }
  }

  /** Empty: one mode, or too few operations to say. */
  synchronized Optional<TwoModes> of(Cell cell) {
    return found.computeIfAbsent(cell, this::find);
  }

  /** The smallest difference between two latencies of operations without a sensor, ns. */
  synchronized double tickNs() {
    if (tickNs == 0) {
      tickNs =
          byCell.entrySet().stream()
              .filter(entry -> entry.getKey().sensor().equals(WITHOUT))
              .flatMap(entry -> entry.getValue().stream())
              .mapToDouble(stored -> Histograms.tickNs(Histograms.decode(stored.encoded())))
              .min()
              .orElse(1);
    }
    return tickNs;
  }

  private Optional<TwoModes> find(Cell cell) {
    Histogram all = Histograms.empty();
    int enough = 0;
    int two = 0;
    for (CellHistogram stored : byCell.getOrDefault(cell, List.of())) {
      Histogram fork = Histograms.decode(stored.encoded());
      all.add(fork);
      if (fork.getTotalCount() >= TwoModes.LEAST_OPERATIONS) {
        enough++;
        two += TwoModes.of(fork, tickNs()).isPresent() ? 1 : 0;
      }
    }
    return enough == 0 || 2 * two > enough ? TwoModes.of(all, tickNs()) : Optional.empty();
  }
}
