// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import dev.ringbench.render.Page;
import dev.ringbench.section.Chart;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Charts of intervals that are to be compared: one scale, and titles that say whose they are. */
final class SharedScale {
  private SharedScale() {}

  /** The same charts; a lone one as it is. */
  static List<Page.Plot> of(List<Page.Plot> plots) {
    if (plots.size() < 2) {
      return plots;
    }
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (Page.Plot plot : plots) {
      for (double value : values(plot.chart())) {
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
    }
    boolean known = least < most && plots.stream().allMatch(SharedScale::isOfIntervals);
    List<Page.Plot> scaled = new ArrayList<>();
    for (Page.Plot plot : plots) {
      Chart chart = plot.chart();
      Map<String, Object> drawing = new LinkedHashMap<>(chart.drawing());
      if (known) {
        boolean logarithmic = Boolean.TRUE.equals(drawing.get("log"));
        double step = Math.pow(10, Math.floor(Math.log10(most - least)));
        drawing.put(
            "min",
            logarithmic
                ? Math.pow(10, Math.floor(Math.log10(least)))
                : step * Math.floor(least / step));
        drawing.put(
            "max",
            logarithmic
                ? Math.pow(10, Math.ceil(Math.log10(most)))
                : step * Math.ceil(most / step));
      }
      scaled.add(
          new Page.Plot(
              new Chart(
                  chart.id(),
                  chart.title() + " (" + plot.source().text() + ")",
                  chart.kind(),
                  drawing,
                  chart.captions(),
                  chart.header(),
                  chart.rows()),
              plot.source()));
    }
    return scaled;
  }

  private static boolean isOfIntervals(Page.Plot plot) {
    return plot.chart().kind().equals("intervals");
  }

  /** Of its points, as IntervalsChart has them; on a logarithmic axis the positive ones. */
  private static List<Double> values(Chart chart) {
    List<Double> values = new ArrayList<>();
    boolean logarithmic = Boolean.TRUE.equals(chart.drawing().get("log"));
    if (chart.drawing().get("series") instanceof Collection<?> all
        && chart.kind().equals("intervals")) {
      for (Object series : all) {
        if (series instanceof Map<?, ?> one && one.get("points") instanceof Collection<?> points) {
          for (Object point : points) {
            for (String end : List.of("value", "low", "high")) {
              if (point instanceof Map<?, ?> map
                  && map.get(end) instanceof Double value
                  && (!logarithmic || value > 0)) {
                values.add(value);
              }
            }
          }
        }
      }
    }
    return values;
  }
}
