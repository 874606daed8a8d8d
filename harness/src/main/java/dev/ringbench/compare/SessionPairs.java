// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.compare;

import dev.ringbench.model.Cell;
import dev.ringbench.report.Comparison;
import dev.ringbench.report.Figure;
import dev.ringbench.result.ResultDocument;
import dev.ringbench.stats.PairedUnits;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The two runs of a session, block by block: each was measured a moment before or after its partner
 * on the other side. What is added to a baseline is paired twice: the blocks, and those of the
 * baseline.
 */
final class SessionPairs {
  private static final Map<Metric, Figure> ADDED =
      Map.of(Metric.ADDED_P50, Figure.COST_P50, Metric.ADDED_P99, Figure.COST_P99);

  private final Comparison base;
  private final Comparison next;
  private final Map<String, Cell> cells = new HashMap<>();

  SessionPairs(ResultDocument base, ResultDocument next) {
    this.base = Comparison.of(base);
    this.next = Comparison.of(next);
    base.availability().forEach(tried -> cells.put(tried.cell().toString(), tried.cell()));
  }

  /** Differences new - base; empty: of what has no blocks, such as a share of all events. */
  Optional<PairedUnits> of(ComparableFigure.Key key) {
    Cell cell = cells.get(key.row());
    Figure added = ADDED.get(key.metric());
    Figure figure = added == null ? ComparableFigures.BY_ROUND.get(key.metric()) : added;
    if (cell == null || figure == null) {
      return Optional.empty();
    }
    PairedUnits blocks = pairs(cell, figure);
    return Optional.of(added == null ? blocks : blocks.minus(pairs(next.baselineOf(cell), figure)));
  }

  private PairedUnits pairs(Cell cell, Figure figure) {
    return PairedUnits.of(next.byPlace(cell, figure), base.byPlace(cell, figure));
  }
}
