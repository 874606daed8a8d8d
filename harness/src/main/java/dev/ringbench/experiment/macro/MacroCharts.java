// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.macro;

import dev.ringbench.document.PlacementName;
import dev.ringbench.model.Sensor;
import dev.ringbench.section.Chart;
import dev.ringbench.section.IntervalsChart;
import dev.ringbench.section.IntervalsChart.Mark;
import dev.ringbench.stats.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What whole programs pay. */
public final class MacroCharts {
  private final String prefix;
  private final MacroDocument document;

  /** {@code prefix}: of ids. */
  public MacroCharts(String prefix, MacroDocument document) {
    this.prefix = prefix;
    this.document = document;
  }

  public List<Chart> charts() {
    SlowDowns slowDowns = new SlowDowns(document);
    List<Chart> charts = new ArrayList<>();
    for (String workload : document.workloads()) {
      IntervalsChart chart = new IntervalsChart("longer than without a sensor", "%", false).zero(0);
      for (Slowed slowed : sorted(slowDowns, workload)) {
        add(
            chart,
            slowed.sensor(),
            slowed.ratio(),
            slowDowns.mark(workload, slowed.sensor()).sign());
      }
      if (!chart.isEmpty()) {
        charts.add(
            chart.chart(
                prefix + "-" + workload.replaceAll("[^A-Za-z0-9]+", "-"),
                workload + ": how much longer it takes",
                List.of(
                    "Wall-clock time, paired with a run without a sensor next to it; 95 % intervals;"
                        + " hollow: not significant (= equivalent, ~ undecided)."),
                List.of("sensor", "placement", "slow-down [95 %]")));
      }
    }
    return charts;
  }

  private record Slowed(Sensor sensor, Interval ratio) {}

  /** By placement and slow-down, without the one that is no sensor. */
  private List<Slowed> sorted(SlowDowns slowDowns, String workload) {
    return document.sensors().stream()
        .filter(sensor -> !sensor.id().equals("none"))
        .flatMap(
            sensor ->
                slowDowns.slowDown(workload, sensor).stream()
                    .map(ratio -> new Slowed(sensor, ratio)))
        .sorted(
            Comparator.comparing((Slowed one) -> one.sensor().placement())
                .thenComparing(one -> one.ratio().estimate()))
        .toList();
  }

  private static void add(IntervalsChart chart, Sensor sensor, Interval ratio, String sign) {
    boolean known = !Double.isNaN(ratio.low());
    chart.add(
        sensor.id(),
        PlacementName.of(sensor.placement()),
        100 * (ratio.estimate() - 1),
        known ? 100 * (ratio.low() - 1) : null,
        known ? 100 * (ratio.high() - 1) : null,
        sign.isEmpty() ? Mark.SOLID : Mark.HOLLOW,
        known
            ? String.format(
                Locale.ROOT,
                "%+.1f %% [%+.1f, %+.1f]%s",
                100 * (ratio.estimate() - 1),
                100 * (ratio.low() - 1),
                100 * (ratio.high() - 1),
                sign.isEmpty() ? "" : " " + sign)
            : String.format(Locale.ROOT, "%+.1f %%", 100 * (ratio.estimate() - 1)));
  }
}
