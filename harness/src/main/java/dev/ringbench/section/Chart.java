// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.section;

import java.util.List;
import java.util.Map;

/**
 * A chart as data; html/charts.js draws it, in a page and as a picture.
 *
 * @param id unique in the report: letters, digits and hyphens
 * @param kind "intervals", "ranges", "lines", "percentiles", "matrix" or "timeline"
 * @param drawing what charts.js needs of that kind
 * @param captions sentences on how to read it
 * @param header of the same data as a table
 * @param rows of that table
 */
public record Chart(
    String id,
    String title,
    String kind,
    Map<String, Object> drawing,
    List<String> captions,
    List<String> header,
    List<List<String>> rows) {
  /** Defensive copies. */
  public Chart {
    captions = List.copyOf(captions);
    header = List.copyOf(header);
    rows = List.copyOf(rows);
  }
}
