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
  private final Map<Cell, List<Histogram>> byFork = new LinkedHashMap<>();
  private final Map<Cell, Optional<TwoModes>> found = new LinkedHashMap<>();
  private final double tickNs;

  CellModes(RunDocument document) {
    for (CellHistogram stored : document.histograms()) {
      if (stored.metric().equals("cost")) {
        byFork
            .computeIfAbsent(stored.cell(), cell -> new ArrayList<>())
            .add(Histograms.decode(stored.encoded()));
      }
    }
    this.tickNs =
        byFork.values().stream()
            .flatMap(List::stream)
            .mapToDouble(Histograms::tickNs)
            .min()
            .orElse(1);
  }

  /** Empty: one mode, or too few operations to say. */
  synchronized Optional<TwoModes> of(Cell cell) {
    return found.computeIfAbsent(cell, this::find);
  }

  /** The smallest difference between two latencies that is in the document, ns. */
  double tickNs() {
    return tickNs;
  }

  private Optional<TwoModes> find(Cell cell) {
    List<Histogram> forks = byFork.getOrDefault(cell, List.of());
    Histogram all = Histograms.empty();
    int enough = 0;
    int two = 0;
    for (Histogram fork : forks) {
      all.add(fork);
      if (fork.getTotalCount() >= TwoModes.LEAST_OPERATIONS) {
        enough++;
        two += TwoModes.of(fork, tickNs).isPresent() ? 1 : 0;
      }
    }
    return enough == 0 || 2 * two > enough ? TwoModes.of(all, tickNs) : Optional.empty();
  }
}
