// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.section;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects points of lines for one chart. */
public final class LinesChart {
  private final String kind;
  private final Map<String, List<Map<String, Object>>> series = new LinkedHashMap<>();
  private final Map<String, Object> drawing = new LinkedHashMap<>();
  private final List<List<String>> table = new ArrayList<>();

  /** {@code kind}: "lines", or "percentiles" with x = 1 / (1 - p). */
  public LinesChart(String kind, String axisX, String unitX, String axisY, String unitY) {
    this.kind = kind;
    drawing.put("xAxis", axisX);
    drawing.put("xUnit", unitX);
    drawing.put("yAxis", axisY);
    drawing.put("unit", unitY);
  }

  /** Of "xLog", "yLog", "xTime", and "yScale": the vertical axis need not begin at 0. */
  public LinesChart with(String property) {
    drawing.put(property, true);
    return this;
  }

  /** The horizontal axis has these names, and {@code x} is the number of one, from 0. */
  public LinesChart named(List<String> names) {
    drawing.put("xNames", List.copyOf(names));
    return this;
  }

  /** {@code x}: a number, or a time as text. */
  public void add(String name, Object x, double y, String text) {
    Map<String, Object> point = new LinkedHashMap<>();
    point.put("x", x);
    point.put("y", y);
    point.put("text", text);
    series.computeIfAbsent(name, key -> new ArrayList<>()).add(point);
  }

  public void row(String... cells) {
    table.add(List.of(cells));
  }

  public boolean isEmpty() {
    return series.isEmpty();
  }

  public Set<String> names() {
    return series.keySet();
  }

  /** The chart of what was added, with every point in its table. */
  public Chart chart(String id, String title, List<String> captions, Set<String> shown) {
    series.forEach(
        (name, points) -> points.forEach(point -> row(name, String.valueOf(point.get("text")))));
    return chart(id, title, captions, List.of("row", "point"), shown);
  }

  /**
   * The same with a table of its own; {@code shown}: names of lines that are on at first, null:
   * all.
   */
  public Chart chart(
      String id, String title, List<String> captions, List<String> header, Set<String> shown) {
    List<Map<String, Object>> all = new ArrayList<>();
    series.forEach(
        (name, points) ->
            all.add(
                Map.of(
                    "name",
                    name,
                    "points",
                    points,
                    "off",
                    shown != null && !shown.contains(name))));
    drawing.put("series", all);
    return new Chart(id, title, kind, drawing, captions, header, table);
  }
}
