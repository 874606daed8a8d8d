// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import dev.ringbench.section.Chart;
import dev.ringbench.section.LinesChart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Main figures over time, where there are several documents of a kind and machine. */
final class SeriesCharts {
  private static final int LEAST_DOCUMENTS = 3;
  private static final int MOST_POINTS = 200;

  /** Of all series together: half a page's size. */
  private static final int MOST_POINTS_OF_ALL = 20_000;

  private static final int SHOWN_AT_FIRST = 6;

  private SeriesCharts() {}

  static List<Chart> of(Archive archive) {
    List<Chart> charts = new ArrayList<>();
    Map<String, List<Archive.Entry>> series = drawn(archive);
    int rows =
        series.values().stream()
            .mapToInt(entries -> entries.get(entries.size() - 1).figures().size())
            .sum();
    int most = Math.max(2, Math.min(MOST_POINTS, MOST_POINTS_OF_ALL / Math.max(1, rows)));
    series.forEach(
        (name, entries) -> charts.add(chart("series-" + charts.size(), name, entries, most)));
    return charts;
  }

  /** Documents that have a point in a chart, by series. */
  static Map<String, List<Archive.Entry>> drawn(Archive archive) {
    Map<String, List<Archive.Entry>> series = new LinkedHashMap<>(archive.series());
    series.values().removeIf(entries -> entries.size() < LEAST_DOCUMENTS);
    return series;
  }

  private static Chart chart(String id, String name, List<Archive.Entry> entries, int most) {
    String unit = entries.get(0).metric().unit();
    LinesChart chart =
        new LinesChart("lines", "", "", entries.get(0).metric().toString(), unit).with("xTime");
    int step = (entries.size() + most - 1) / most;
    Map<String, List<Double>> values = new LinkedHashMap<>();
    for (int i = 0; i < entries.size(); i++) {
      Archive.Entry entry = entries.get(i);
      boolean drawn = i % step == 0 || i == entries.size() - 1;
      entry
          .figures()
          .forEach(
              (row, value) -> {
                values.computeIfAbsent(row, key -> new ArrayList<>()).add(value);
                if (drawn) {
                  chart.add(row, entry.startedAt(), value, null);
                }
              });
    }
    values.forEach(
        (row, all) ->
            chart.row(
                row,
                Integer.toString(all.size()),
                figure(all.get(0)),
                figure(all.stream().min(Double::compare).orElseThrow()),
                figure(all.stream().max(Double::compare).orElseThrow()),
                figure(all.get(all.size() - 1))));
    Set<String> shown = new LinkedHashSet<>();
    values.keySet().stream().limit(SHOWN_AT_FIRST).forEach(shown::add);
    return chart.chart(
        id,
        "Over time: " + name,
        List.of(
            entries.size()
                + " documents"
                + (step > 1 ? ", every " + step + "th drawn" : "")
                + ". `ringbench trend` finds where they changed."),
        List.of("row", "documents", "first", "least", "most", "last"),
        shown);
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%,.0f" : "%.3g", value);
  }
}
