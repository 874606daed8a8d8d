// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The comparison of one operation as lines of text cells, for whatever draws tables. */
final class SensorTable implements GroupedTable {
  private static final String NOTHING = "-";

  private static final List<Column> COLUMNS =
      List.of(
          new Column("sensor", false),
          new Column("hand-off", false),
          new Column("p50", true),
          new Column("added p50 [95 %]", false),
          new Column("added p99", true),
          new Column("delivery p50", false),
          new Column("verdict p50", false),
          new Column("lost", false),
          new Column("CPU/event", true),
          new Column("x floor", true));

  private final Comparison comparison;
  private final Operation operation;

  SensorTable(Comparison comparison, Operation operation) {
    this.comparison = comparison;
    this.operation = operation;
  }

  private boolean emulated() {
    return comparison.document().run().emulated();
  }

  @Override
  public List<Column> columns() {
    return emulated()
        ? Stream.concat(COLUMNS.stream(), Stream.of(new Column("", false))).toList()
        : COLUMNS;
  }

  @Override
  public List<Group> groups() {
    List<Group> groups = new ArrayList<>();
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
        groups.add(new Group(placement, lines));
      }
    }
    return groups;
  }

  private int inDescriptorOrder(String a, String b) {
    List<String> ids = comparison.document().sensors().stream().map(Sensor::id).toList();
    return Integer.compare(ids.indexOf(a), ids.indexOf(b));
  }

  private List<String> line(Cell cell) {
    String failed =
        comparison
            .row(cell, "added_p50")
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
        value(cell, "latency_p50").map(Figures::time).orElse(NOTHING),
        failed != null ? failed : added(cell, "added_p50", true),
        added(cell, "added_p99", false),
        value(cell, "delivery_p50").map(Figures::time).orElse(NOTHING),
        value(cell, "verdict_p50").map(Figures::time).orElse(NOTHING),
        lost(cell),
        // s a million events are us an event.
        value(cell, "cpu_per_million_events").map(us -> Figures.time(us * 1000)).orElse(NOTHING),
        ratioToFloor(cell));
  }

  private Optional<Double> value(Cell cell, String metric) {
    return comparison.row(cell, metric).map(Row::value);
  }

  private String added(Cell cell, String metric, boolean interval) {
    Optional<Row> found = comparison.row(cell, metric).filter(Row::hasValue);
    if (found.isEmpty()) {
      return cell.sensor().equals("none") ? "baseline" : NOTHING;
    }
    Row row = found.get();
    if (!row.toldFromNone()) {
      return interval ? Figures.added(row) + " ~" : "~";
    }
    return interval ? Figures.added(row) : "+" + Figures.time(row.value());
  }

  private String lost(Cell cell) {
    Optional<Row> reported = comparison.row(cell, "reported_lost");
    Optional<Row> silent = comparison.row(cell, "silently_lost");
    if (reported.isEmpty() || silent.isEmpty()) {
      return NOTHING;
    }
    if (!reported.get().hasValue()) {
      return "UNKNOWN";
    }
    double issued = value(cell, "issued").orElse(0.0);
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
        .row(cell, "ratio_to_floor")
        .filter(Row::hasValue)
        .map(row -> Figures.ratio(row.value()))
        .orElse(NOTHING);
  }
}
