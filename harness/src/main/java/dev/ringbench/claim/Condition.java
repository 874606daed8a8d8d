// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.claim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Something that may hold of figures.
 *
 * @param figures one for limits, two or more for an order: each below the next
 * @param atLeast lower limit; null: none
 * @param atMost upper limit; null: none
 */
public record Condition(List<String> figures, Double atLeast, Double atMost) {
  /** Defensive copy. */
  public Condition {
    figures = List.copyOf(figures);
  }

  /** Whether it is an order and no limit. */
  public boolean ordersFigures() {
    return figures.size() > 1;
  }

  /** "open-percent within 1 to 15", "a < b < c". */
  public String text() {
    if (ordersFigures()) {
      return String.join(" < ", figures);
    }
    List<String> limits = new ArrayList<>();
    if (atLeast != null) {
      limits.add("at least " + number(atLeast));
    }
    if (atMost != null) {
      limits.add("at most " + number(atMost));
    }
    return String.join("", figures) + " " + String.join(" and ", limits);
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.format(Locale.ROOT, "%.0f", value)
        : Double.toString(value);
  }
}
