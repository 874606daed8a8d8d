// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.visibility;

import dev.ringbench.stats.ClopperPearson;
import dev.ringbench.stats.Interval;
import java.util.List;
import java.util.Locale;

/** How many of some cells came out how: a form is one, however many tries it has. */
record SightShares(List<SightCell> cells) {
  private static final double CONFIDENCE = 0.95;

  /** Of those that have a result. */
  SightShares {
    cells = cells.stream().filter(cell -> cell.tries() > 0).toList();
  }

  int of(Sight sight) {
    return (int) cells.stream().filter(cell -> cell.sight().orElseThrow() == sight).count();
  }

  int all() {
    return cells.size();
  }

  /** As it should be: named rightly, or refused. */
  int good() {
    return of(Sight.RIGHT) + of(Sight.REFUSED);
  }

  /** "18 of 31 (58 %)". */
  String goodOfAll() {
    return String.format(
        Locale.ROOT, "%d of %d (%.0f %%)", good(), all(), 100.0 * good() / Math.max(1, all()));
  }

  /** Forms all of whose tries had an event with all fields. */
  int complete() {
    return (int) cells.stream().filter(cell -> cell.complete() == cell.tries()).count();
  }

  /** "31/50 [47, 75] %" of a race's tries. */
  static String race(SightCell cell, Sight sight) {
    Interval share = ClopperPearson.interval(cell.counts().of(sight), cell.tries(), CONFIDENCE);
    return String.format(
        Locale.ROOT,
        "%d/%d [%.0f, %.0f] %%",
        cell.counts().of(sight),
        cell.tries(),
        100 * share.low(),
        100 * share.high());
  }
}
