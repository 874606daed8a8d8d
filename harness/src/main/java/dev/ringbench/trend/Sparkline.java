// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.statistics.descriptive.Median;

/**
 * A series in one line of text: from its smallest value to its largest, a bar before each change.
 */
final class Sparkline {
  /** Of bars, lowest first. */
  static final String BLOCKS = "▁▂▃▄▅▆▇█";

  /** For a terminal that has no blocks. */
  static final String DIGITS = "01234567";

  private static final int WIDEST = 50;

  private Sparkline() {}

  /**
   * Draws it; several values share a character, as their median, where there are more than 50.
   *
   * @param changes indices of the first values after a change
   * @param bars 8 characters, lowest first
   */
  static String of(double[] values, List<Integer> changes, String bars) {
    double low = Arrays.stream(values).min().orElseThrow();
    double high = Arrays.stream(values).max().orElseThrow();
    int share = (values.length + WIDEST - 1) / WIDEST;
    Set<Integer> breaks = new HashSet<>(changes);
    StringBuilder line = new StringBuilder();
    int from = 0;
    while (from < values.length) {
      int to = from + 1;
      while (to < values.length && to - from < share && !breaks.contains(to)) {
        to++;
      }
      if (breaks.contains(from)) {
        line.append('|');
      }
      double median = Median.withDefaults().evaluate(Arrays.copyOfRange(values, from, to));
      double height = high > low ? (median - low) / (high - low) : 0;
      line.append(bars.charAt((int) Math.min(bars.length() - 1, height * bars.length())));
      from = to;
    }
    return line.toString();
  }
}
