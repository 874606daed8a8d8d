// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import dev.ringbench.figure.Metric;
import java.time.Instant;
import java.util.Locale;

/**
 * Which figures of a store are looked at; null: whichever.
 *
 * @param row a part of the row's name, in whatever case
 * @param since UTC: of documents from then on
 * @param machine a part of {@link StoredRun#machine}, in whatever case
 */
public record TrendFilter(String row, Metric metric, Instant since, String machine) {
  /** Everything. */
  public static final TrendFilter EVERYTHING = new TrendFilter(null, null, null, null);

  /** Whether a document passes. Here, and not in SQL, for one meaning of "in whatever case". */
  boolean passes(StoredRun run) {
    return (since == null || !run.startedAt().isBefore(since)) && contains(run.machine(), machine);
  }

  /** Whether a row's name passes. */
  boolean passesRow(String name) {
    return contains(name, row);
  }

  private static boolean contains(String text, String part) {
    return part == null || text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
  }
}
