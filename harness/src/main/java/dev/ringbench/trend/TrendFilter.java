// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import dev.ringbench.compare.Metric;
import java.time.Instant;

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
}
