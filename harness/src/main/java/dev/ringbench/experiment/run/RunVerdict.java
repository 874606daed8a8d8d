// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.document.PlacementName;
import dev.ringbench.document.VerdictCell;
import dev.ringbench.figure.Metric;
import dev.ringbench.figure.Numbers;
import dev.ringbench.figure.Row;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What a run says of each placement in the first table of a report: ranges over its rows. */
final class RunVerdict {
  private static final String NOISE = "not significant";

  private final RunFigures figures;
  private final boolean counted;

  RunVerdict(RunFigures figures) {
    this.figures = figures;
    this.counted = !figures.document().instructionCounts().isEmpty();
  }

  /** By placement, then by column. */
  List<VerdictCell> cells() {
    List<VerdictCell> cells = new ArrayList<>();
    for (Placement placement : Placement.values()) {
      if (PlacementName.isOfSensor(placement)) {
        added(cells, placement, Operation.OPEN, VerdictCell.Column.OPEN);
        added(cells, placement, Operation.EXEC, VerdictCell.Column.EXEC);
        processorTime(cells, placement);
        scope(cells, placement);
      }
    }
    return cells;
  }

  private List<Cell> available(Placement placement, Operation operation) {
    return figures.document().availability().stream()
        .filter(Availability::available)
        .map(Availability::cell)
        .filter(cell -> cell.operation() == operation && cell.rules() == 0)
        .filter(cell -> figures.sensor(cell.sensor()).placement() == placement)
        .toList();
  }

  private List<Row> rows(List<Cell> cells, Metric metric) {
    return cells.stream()
        .flatMap(cell -> figures.row(cell, metric).stream())
        .filter(Row::hasValue)
        .toList();
  }

  private void added(
      List<VerdictCell> all, Placement placement, Operation operation, VerdictCell.Column column) {
    List<Cell> cells = available(placement, operation);
    List<Row> medians = rows(cells, counted ? InstructionRows.ADDED_P50 : Metric.ADDED_P50);
    List<Row> means = rows(cells, counted ? InstructionRows.ADDED_MEAN : Metric.ADDED_MEAN);
    if (medians.isEmpty()) {
      return;
    }
    List<String> lines = new ArrayList<>();
    lines.add("median " + range(medians));
    if (!means.isEmpty()) {
      lines.add("mean " + range(means));
    }
    long sensors = medians.stream().map(Row::sensor).distinct().count();
    lines.add(
        (sensors == 1 ? "1 sensor" : sensors + " sensors")
            + (medians.size() > sensors ? ", " + medians.size() + " rows" : ""));
    all.add(new VerdictCell(placement, column, lines));
  }

  /** "not significant to +47.1 us": from the smallest to the largest significant effect. */
  private String range(List<Row> rows) {
    List<Row> significant =
        rows.stream().filter(Row::isSignificant).sorted(Comparator.comparing(Row::value)).toList();
    if (significant.isEmpty()) {
      return NOISE;
    }
    String most = text(significant.get(significant.size() - 1));
    String least = significant.size() < rows.size() ? NOISE : text(significant.get(0));
    return range(least, most);
  }

  /** The unit once where both have the same: "+604 to +9,020 instructions". */
  private static String range(String least, String most) {
    String unit = most.substring(most.lastIndexOf(' '));
    return least.equals(most)
        ? most
        : (least.endsWith(unit) ? least.substring(0, least.length() - unit.length()) : least)
            + " to "
            + most;
  }

  private String text(Row row) {
    if (counted) {
      return String.format(Locale.ROOT, "%+,.0f instructions", row.value());
    }
    return (row.value() > 0 ? "+" : "") + Numbers.time(row.value());
  }

  private void processorTime(List<VerdictCell> all, Placement placement) {
    if (counted) {
      return;
    }
    for (Operation operation : figures.document().run().operations()) {
      List<Cell> cells = available(placement, operation);
      if (cells.isEmpty()) {
        continue;
      }
      // s a million events are us an event.
      List<Double> ns =
          rows(cells, Metric.SENSOR_CPU).stream().map(row -> row.value() * 1000).sorted().toList();
      if (!ns.isEmpty()) {
        String least = Numbers.time(ns.get(0));
        String most = Numbers.time(ns.get(ns.size() - 1));
        all.add(
            new VerdictCell(
                placement, VerdictCell.Column.CPU, List.of(range(least, most), "of " + operation)));
      } else if (cells.stream().noneMatch(cell -> figures.sensor(cell.sensor()).reports())) {
        all.add(
            new VerdictCell(
                placement,
                VerdictCell.Column.CPU,
                List.of("no process: the caller pays all of it")));
      }
      return;
    }
  }

  private void scope(List<VerdictCell> all, Placement placement) {
    // Documents of before there was that property have it of no sensor.
    boolean known =
        figures.document().sensors().stream().anyMatch(sensor -> sensor.programs() != null);
    List<Sensor> sensors =
        figures.document().sensors().stream()
            .filter(sensor -> sensor.placement() == placement)
            .toList();
    if (!known || sensors.isEmpty()) {
      return;
    }
    long everybody = sensors.stream().filter(sensor -> sensor.programs() != null).count();
    List<String> lines = new ArrayList<>();
    if (everybody == 0) {
      lines.add("only processes that it is put into");
    } else {
      lines.add("every process");
      if (everybody < sensors.size()) {
        lines.add(
            everybody
                + " of "
                + sensors.size()
                + " sensors; the others only processes that they are put into");
      }
    }
    // An earlier descriptor without the property says nothing of it.
    if (sensors.stream().allMatch(sensor -> sensor.failure() != null)) {
      lines.add("when it dies: " + failures(sensors));
    }
    all.add(new VerdictCell(placement, VerdictCell.Column.SCOPE, lines));
  }

  private static String failures(List<Sensor> sensors) {
    boolean open = failing(sensors, "open");
    boolean closed = failing(sensors, "closed");
    if (open && closed) {
      return "operations go on or fail, by sensor";
    }
    return closed ? "operations fail" : open ? "operations go on" : "nothing happens";
  }

  private static boolean failing(List<Sensor> sensors, String how) {
    return sensors.stream().anyMatch(sensor -> how.equals(sensor.failure()));
  }
}
