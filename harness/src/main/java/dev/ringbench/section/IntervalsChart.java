// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.section;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects values with intervals, row by row and series by series, for one chart. */
public final class IntervalsChart {
  /** How a point is drawn. */
  public enum Mark {
    /** Significant. */
    SOLID,
    /** Not significant. */
    HOLLOW,
    /** The cheapest possible thing at the hook. */
    FLOOR
  }

  private final List<String> rows = new ArrayList<>();
  private final Map<String, List<Map<String, Object>>> series = new LinkedHashMap<>();
  private final List<List<String>> table = new ArrayList<>();
  private final Map<String, Object> drawing = new LinkedHashMap<>();

  /**
   * An empty one.
   *
   * @param axis its name
   * @param unit for figures on it
   */
  public IntervalsChart(String axis, String unit, boolean logarithmic) {
    drawing.put("axis", axis);
    drawing.put("unit", unit);
    drawing.put("log", logarithmic);
  }

  /** Points of one row are drawn beside each other. */
  public IntervalsChart dodged() {
    drawing.put("dodge", true);
    return this;
  }

  /** A line at a value. */
  public IntervalsChart zero(double at) {
    drawing.put("zero", at);
    return this;
  }

  /** {@code low}, {@code high}: null when there is no interval. */
  public void add(
      String row, String of, double value, Double low, Double high, Mark mark, String text) {
    int index = rows.indexOf(row);
    if (index < 0) {
      index = rows.size();
      rows.add(row);
    }
    Map<String, Object> point = new LinkedHashMap<>();
    point.put("row", index);
    point.put("value", value);
    point.put("low", low);
    point.put("high", high);
    point.put("hollow", mark == Mark.HOLLOW);
    if (mark == Mark.FLOOR) {
      point.put("mark", "floor");
    }
    point.put("text", text);
    series.computeIfAbsent(of, name -> new ArrayList<>()).add(point);
    table.add(List.of(row, of, text));
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The chart of what was added. */
  public Chart chart(String id, String title, List<String> captions, List<String> header) {
    drawing.put("rows", rows);
    List<Map<String, Object>> all = new ArrayList<>();
    series.forEach((name, points) -> all.add(Map.of("name", name, "points", points)));
    drawing.put("series", all);
    return new Chart(id, title, "intervals", drawing, captions, header, table);
  }
}
