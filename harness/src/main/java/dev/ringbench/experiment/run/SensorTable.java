// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.figure.Metric;
import dev.ringbench.figure.Numbers;
import dev.ringbench.figure.Row;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import dev.ringbench.section.Column;
import dev.ringbench.section.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What each sensor adds to one operation, as a table. */
final class SensorTable {
  private static final String NOTHING = "-";

  private static final List<Column> COLUMNS =
      List.of(
          Column.text("sensor"),
          Column.text("hand-off"),
          Column.number("p50").droppedAs(6),
          Column.number("added p50 [95 %]"),
          Column.number("added mean [95 %]"),
          Column.number("added p99").droppedAs(5),
          Column.number("wake-ups/event").orBriefly("w/e").droppedAs(3),
          Column.number("delivery p50").droppedAs(1),
          Column.number("verdict p50").droppedAs(2),
          Column.number("lost"),
          Column.number("CPU/event").droppedAs(7),
          Column.number("x floor [95 %]").droppedAs(4));

  private final RunFigures comparison;
  private final Operation operation;

  SensorTable(RunFigures comparison, Operation operation) {
    this.comparison = comparison;
    this.operation = operation;
  }

  private boolean emulated() {
    return comparison.document().run().emulated();
  }

  private List<Column> columns() {
    return emulated()
        ? Stream.concat(COLUMNS.stream(), Stream.of(Column.text(""))).toList()
        : COLUMNS;
  }

  /** A row each cell, grouped by placement. */
  Table table() {
    List<Table.Group> groups = new ArrayList<>();
    for (Placement placement : Placement.values()) {
      List<List<String>> lines =
          comparison.document().availability().stream()
              .filter(tried -> tried.available() && tried.cell().operation() == operation)
              .map(Availability::cell)
              .filter(cell -> cell.rules() == 0)
              .filter(cell -> comparison.sensor(cell.sensor()).placement() == placement)
              .sorted(Comparator.comparing(Cell::sensor, this::inDescriptorOrder))
              .map(this::line)
              .toList();
      if (!lines.isEmpty()) {
        groups.add(new Table.Group(placement.toString(), lines));
      }
    }
    return new Table(columns(), groups);
  }

  private int inDescriptorOrder(String a, String b) {
    List<String> ids = comparison.document().sensors().stream().map(Sensor::id).toList();
    return Integer.compare(ids.indexOf(a), ids.indexOf(b));
  }

  private List<String> line(Cell cell) {
    String failed =
        comparison
            .row(cell, Metric.ADDED_P50)
            .filter(row -> row.status() == Row.Status.UNAVAILABLE)
            .map(row -> "not measured")
            .orElse(null);
    List<String> line = new ArrayList<>(figures(cell, failed));
    if (emulated()) {
      line.add("EMULATED");
    }
    return line;
  }

  private List<String> figures(Cell cell, String failed) {
    return List.of(
        cell.sensor(),
        cell.handoff() == Handoff.NONE ? NOTHING : cell.handoff().toString(),
        value(cell, Metric.LATENCY_P50).map(Numbers::time).orElse(NOTHING),
        failed != null ? failed : added(cell, Metric.ADDED_P50, true),
        failed != null ? NOTHING : added(cell, Metric.ADDED_MEAN, true),
        added(cell, Metric.ADDED_P99, false),
        value(cell, Metric.WAKE_UPS)
            .map(times -> String.format(Locale.ROOT, "%.2f", times))
            .orElse(NOTHING),
        value(cell, Metric.DELIVERY_P50).map(Numbers::time).orElse(NOTHING),
        value(cell, Metric.VERDICT_P50).map(Numbers::time).orElse(NOTHING),
        lost(cell),
        // s a million events are us an event.
        value(cell, Metric.SENSOR_CPU).map(us -> Numbers.time(us * 1000)).orElse(NOTHING),
        ratioToFloor(cell));
  }

  private Optional<Double> value(Cell cell, Metric metric) {
    return comparison.row(cell, metric).map(Row::value);
  }

  private String added(Cell cell, Metric metric, boolean interval) {
    Optional<Row> found = comparison.row(cell, metric).filter(Row::hasValue);
    if (found.isEmpty()) {
      return cell.sensor().equals("none") ? "baseline" : NOTHING;
    }
    Row row = found.get();
    if (!row.isSignificant()) {
      return interval ? Numbers.added(row) + " " + row.sign() : row.sign();
    }
    return interval ? Numbers.added(row) : "+" + Numbers.time(row.value());
  }

  private String lost(Cell cell) {
    Optional<Row> reported = comparison.row(cell, Metric.REPORTED_LOST);
    Optional<Row> silent = comparison.row(cell, Metric.SILENTLY_LOST);
    if (reported.isEmpty() || silent.isEmpty()) {
      return NOTHING;
    }
    if (!reported.get().hasValue()) {
      return "UNKNOWN";
    }
    double issued = value(cell, Metric.ISSUED).orElse(0.0);
    double lost = reported.get().value() + silent.get().value();
    if (lost == 0) {
      return "0";
    }
    return String.format(
        Locale.ROOT,
        "%.2f %%%s",
        100 * lost / issued,
        silent.get().value() == 0 ? "" : silent.get().value() == lost ? " silent" : " part silent");
  }

  private String ratioToFloor(Cell cell) {
    return comparison
        .row(cell, Metric.RATIO_TO_FLOOR)
        .filter(Row::hasValue)
        .map(Numbers::ratio)
        .orElse(NOTHING);
  }
}
