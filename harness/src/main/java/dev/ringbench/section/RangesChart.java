// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.section;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects, for one chart, ranges of figures on a logarithmic axis: a row a sensor, in groups, with
 * a mark for each median and each mean. Charts with the same rows and the same scale stand beside
 * each other.
 */
public final class RangesChart {
  private final List<String> rows = new ArrayList<>();
  private final List<Integer> headings = new ArrayList<>();
  private final Map<String, Map<String, Map<String, Object>>> series = new LinkedHashMap<>();
  private final Map<String, Object> drawing = new LinkedHashMap<>();
  private final List<List<String>> table = new ArrayList<>();
  private String group = "";

  /**
   * An empty one.
   *
   * @param axis its name
   * @param unit for figures on it
   */
  public RangesChart(String axis, String unit) {
    drawing.put("axis", axis);
    drawing.put("unit", unit);
    drawing.put("log", true);
  }

  /** Where the axis begins and ends. */
  public RangesChart scaled(double from, double to) {
    drawing.put("min", from);
    drawing.put("max", to);
    return this;
  }

  /** Begins a group of rows, which has a heading and a colour. */
  public RangesChart group(String title) {
    group = title;
    headings.add(rows.size());
    rows.add(title);
    return this;
  }

  /** Begins a row of the group, which may stay empty. */
  public RangesChart row(String name) {
    rows.add(name);
    return this;
  }

  /** A mark in the last row; {@code mean}: else a median; {@code hollow}: not significant. */
  public void mark(boolean mean, double value, boolean hollow) {
    Map<String, Object> point =
        series
            .computeIfAbsent(group, key -> new LinkedHashMap<>())
            .computeIfAbsent(rows.get(rows.size() - 1), key -> new LinkedHashMap<>());
    point.putIfAbsent("row", rows.size() - 1);
    @SuppressWarnings("unchecked") // this method alone puts it there
    List<Object> marks = (List<Object>) point.computeIfAbsent("marks", key -> new ArrayList<>());
    Map<String, Object> mark = new LinkedHashMap<>();
    mark.put("value", value);
    mark.put("mean", mean);
    mark.put("hollow", hollow);
    marks.add(mark);
  }

  /** What a reader is told of the last row, and its line in the table; the first cell names it. */
  public void told(String text, List<String> cells) {
    Map<String, Map<String, Object>> points = series.get(group);
    Map<String, Object> point = points == null ? null : points.get(rows.get(rows.size() - 1));
    if (point != null) {
      point.merge("text", text, (before, more) -> before + "\n" + more);
    }
    table.add(cells);
  }

  /** The chart of what was added. */
  public Chart chart(String id, String title, List<String> captions, List<String> header) {
    drawing.put("rows", rows);
    drawing.put("headings", headings);
    List<Map<String, Object>> all = new ArrayList<>();
    series.forEach(
        (name, points) -> {
          Map<String, Object> one = new LinkedHashMap<>();
          one.put("name", name);
          one.put("points", List.copyOf(points.values()));
          all.add(one);
        });
    drawing.put("series", all);
    return new Chart(id, title, "ranges", drawing, captions, header, table);
  }
}
