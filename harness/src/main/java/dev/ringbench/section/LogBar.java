// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.section;

import java.util.List;
import java.util.Locale;

/**
 * A range of values on a logarithmic axis, in plain characters, with a mark for each value.
 *
 * @param from left end; a smaller value is marked {@code <}
 * @param decades how many the axis has
 * @param width characters
 * @param units of the values, and of a thousand times as much, and so on
 */
public record LogBar(double from, int decades, int width, List<String> units) {
  private static final int THOUSAND = 1000;

  /** Defensive copy. */
  public LogBar {
    units = List.copyOf(units);
  }

  /** The heading of bars: powers of ten, each at its place, and a bar at the end. */
  public String axis() {
    StringBuilder axis = new StringBuilder(" ".repeat(width - 1) + "|");
    for (int decade = 0; decade < decades; decade++) {
      String label = label(from * Math.pow(10, decade));
      int at = decade * (width - 1) / decades;
      axis.replace(at, at + label.length(), label);
    }
    return axis.toString();
  }

  private String label(double of) {
    double value = of;
    int unit = 0;
    while (value >= THOUSAND && unit < units.size() - 1) {
      value /= THOUSAND;
      unit++;
    }
    return String.format(Locale.ROOT, "%.0f%s", value, units.get(unit));
  }

  /**
   * A value to show.
   *
   * @param sign its mark; several in one place are {@code *}
   */
  public record Mark(double value, char sign) {}

  /** A mark for each value; values of 0 and less are below the axis. */
  public String of(List<Mark> marks) {
    if (marks.isEmpty()) {
      return "";
    }
    char[] bar = " ".repeat(width).toCharArray();
    int low = width;
    int high = -1;
    for (Mark mark : marks) {
      int at = place(mark.value());
      low = Math.min(low, at);
      high = Math.max(high, at);
    }
    for (int i = low; i <= high; i++) {
      bar[i] = '-';
    }
    for (Mark mark : marks) {
      int at = place(mark.value());
      bar[at] = bar[at] != '-' ? '*' : sign(mark);
    }
    return new String(bar).stripTrailing();
  }

  private char sign(Mark mark) {
    return mark.value() < from ? '<' : isBeyond(mark.value()) ? '>' : mark.sign();
  }

  private boolean isBeyond(double value) {
    return value > from * Math.pow(10, decades);
  }

  private int place(double value) {
    if (value <= from) {
      return 0;
    }
    double part = Math.log10(value / from) / decades;
    return (int) Math.min(width - 1, Math.round(part * (width - 1)));
  }
}
