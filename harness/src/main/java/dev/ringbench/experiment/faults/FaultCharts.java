// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import dev.ringbench.fault.MachineProfile;
import dev.ringbench.fault.Outcome;
import dev.ringbench.section.Chart;
import dev.ringbench.section.IntervalsChart;
import dev.ringbench.section.IntervalsChart.Mark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The fault matrix as a heat map, and how long it takes to be well again. */
public final class FaultCharts {
  /** Kind of the charts of classes. */
  static final String MATRIX = "matrix";

  private static final String NOT_APPLICABLE = "-";

  private final String prefix;
  private final FaultDocument document;

  /** {@code prefix}: of ids. */
  public FaultCharts(String prefix, FaultDocument document) {
    this.prefix = prefix;
    this.document = document;
  }

  public List<Chart> charts() {
    List<Chart> charts = new ArrayList<>();
    for (MachineProfile profile : document.plan().machineProfiles()) {
      charts.add(matrix(profile));
    }
    for (MachineProfile profile : document.plan().machineProfiles()) {
      recovery(profile).ifPresent(charts::add);
    }
    return charts;
  }

  private Chart matrix(MachineProfile profile) {
    List<String> columns =
        document.plan().sensors().stream().map(CampaignPlan.PlacedSensor::id).toList();
    List<String> rows = new ArrayList<>();
    List<Map<String, Object>> cells = new ArrayList<>();
    List<List<String>> table = new ArrayList<>();
    for (FaultDocument.Cell cell : document.cells()) {
      if (!cell.machineProfile().equals(profile.label())) {
        continue;
      }
      String fault = cell.fault() + " " + cell.name();
      if (!rows.contains(fault)) {
        rows.add(fault);
      }
      Map<String, Object> drawn = new LinkedHashMap<>();
      drawn.put("row", rows.indexOf(fault));
      drawn.put("column", columns.indexOf(cell.sensor()));
      drawn.put("level", cell.outcome() == null ? -1 : cell.outcome().severity());
      drawn.put("label", label(cell));
      drawn.put("disagrees", cell.disagrees());
      cells.add(drawn);
      table.add(
          List.of(
              fault,
              cell.sensor(),
              cell.predicted() == null ? NOT_APPLICABLE : cell.predicted().toString(),
              label(cell),
              text(cell)));
    }
    return new Chart(
        prefix + "-matrix-" + profile.label(),
        "What a fault takes down, machine "
            + profile.label()
            + " (panic_on_oops "
            + profile.panicOnOops()
            + ", watchdog "
            + (profile.watchdog() == 1 ? "on" : "off")
            + ")",
        MATRIX,
        Map.of("rows", rows, "columns", columns, "cells", cells),
        List.of(
            ClassShare.LEGEND.replace("`", "")
                + "; a frame and !: not the predicted one; -: there can be no such fault.",
            Stream.of(Outcome.values())
                    .map(outcome -> outcome + ": " + outcome.meaning())
                    .collect(Collectors.joining("; "))
                + "."),
        List.of("fault", "sensor", "predicted", "observed", "in words"),
        table);
  }

  private static String label(FaultDocument.Cell cell) {
    if (cell.notApplicable() != null) {
      return NOT_APPLICABLE;
    }
    return cell.outcome() == null ? "." : ClassShare.of(cell).text(cell.disagrees() ? "!" : "");
  }

  private static String text(FaultDocument.Cell cell) {
    if (cell.notApplicable() != null) {
      return "not applicable: " + cell.notApplicable();
    }
    if (cell.outcome() == null) {
      return "nothing was activated";
    }
    return String.format(
        Locale.ROOT,
        "%s, predicted %s; %d of %d runs [%.0f, %.0f] %%",
        cell.outcome(),
        cell.predicted(),
        cell.share().hits(),
        cell.share().of(),
        100 * cell.share().low(),
        100 * cell.share().high());
  }

  private Optional<Chart> recovery(MachineProfile profile) {
    IntervalsChart chart = new IntervalsChart("ms from the fault", "ms", true).dodged();
    for (FaultDocument.Cell cell : document.cells()) {
      if (!cell.machineProfile().equals(profile.label()) || cell.times() == null) {
        continue;
      }
      for (FaultDocument.Timed timed : document.timed(cell)) {
        String row = cell.fault() + " " + cell.sensor() + timed.form();
        add(chart, row, "noticed", timed.times().detect());
        add(chart, row, "recovered", timed.times().recover());
      }
    }
    return chart.isEmpty()
        ? Optional.empty()
        : Optional.of(
            chart.chart(
                prefix + "-recovery-" + profile.label(),
                "Time to detection and to recovery, machine " + profile.label(),
                List.of(
                    "Medians with 95 % intervals; runs that were never well again are in no median, see"
                        + " the table of recoveries."),
                List.of("fault, sensor", "what", "ms")));
  }

  private static void add(
      IntervalsChart chart, String row, String what, FaultDocument.Quantiles quantiles) {
    if (quantiles != null) {
      chart.add(
          row,
          what,
          quantiles.p50(),
          quantiles.low(),
          quantiles.high(),
          Mark.SOLID,
          String.format(
              Locale.ROOT,
              "%.0f ms%s (median of %d runs, at most %.0f)",
              quantiles.p50(),
              quantiles.low() == null
                  ? ""
                  : String.format(Locale.ROOT, " [%.0f, %.0f]", quantiles.low(), quantiles.high()),
              quantiles.n(),
              quantiles.max()));
    }
  }
}
