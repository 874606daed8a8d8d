// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.html;

import dev.ringbench.html.IntervalsChart.Mark;
import dev.ringbench.macro.MacroDocument;
import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import dev.ringbench.report.MacroReport;
import dev.ringbench.stats.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What whole programs pay. */
final class MacroCharts {
  private final String prefix;
  private final MacroDocument document;

  /** {@code prefix}: of ids. */
  MacroCharts(String prefix, MacroDocument document) {
    this.prefix = prefix;
    this.document = document;
  }

  List<Chart> charts() {
    MacroReport report = new MacroReport(document);
    List<Chart> charts = new ArrayList<>();
    for (String workload : document.workloads()) {
      IntervalsChart chart = new IntervalsChart("longer than without a sensor", "%", false).zero(0);
      for (Sensor sensor : document.sensors()) {
        if (sensor.id().equals("none")) {
          continue;
        }
        Optional<Interval> slowDown = report.slowDown(workload, sensor);
        slowDown.ifPresent(ratio -> add(chart, sensor, ratio));
      }
      if (!chart.isEmpty()) {
        charts.add(
            chart.chart(
                prefix + "-" + workload.replaceAll("[^A-Za-z0-9]+", "-"),
                workload + ": how much longer it takes",
                List.of(
                    "Wall-clock time, paired with a run without a sensor next to it; 95 % intervals;"
                        + " hollow: its interval holds 0."),
                List.of("sensor", "placement", "slow-down [95 %]")));
      }
    }
    return charts;
  }

  private static void add(IntervalsChart chart, Sensor sensor, Interval ratio) {
    boolean known = !Double.isNaN(ratio.low());
    boolean told = known && (ratio.low() > 1 || ratio.high() < 1);
    chart.add(
        sensor.id(),
        sensor.placement() == Placement.BASELINE ? "BASELINE" : sensor.placement().toString(),
        100 * (ratio.estimate() - 1),
        known ? 100 * (ratio.low() - 1) : null,
        known ? 100 * (ratio.high() - 1) : null,
        told ? Mark.SOLID : Mark.HOLLOW,
        known
            ? String.format(
                Locale.ROOT,
                "%+.1f %% [%+.1f, %+.1f]",
                100 * (ratio.estimate() - 1),
                100 * (ratio.low() - 1),
                100 * (ratio.high() - 1))
            : String.format(Locale.ROOT, "%+.1f %%", 100 * (ratio.estimate() - 1)));
  }
}
