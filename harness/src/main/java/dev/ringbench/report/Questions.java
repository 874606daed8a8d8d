// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import dev.ringbench.document.Topic;
import dev.ringbench.figure.Figure;
import dev.ringbench.figure.Metric;
import dev.ringbench.model.Operation;
import dev.ringbench.render.Page;
import dev.ringbench.section.Chart;
import dev.ringbench.section.Column;
import dev.ringbench.section.Section;
import dev.ringbench.section.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A chapter for each question, with the charts and figures of all documents that answer it. */
final class Questions {
  private static final List<Metric> ADDED =
      List.of(Metric.ADDED_P50, Metric.ADDED_MEAN, Metric.ADDED_INSTRUCTIONS);
  private static final int MOST_CLASSES = 10;

  private final List<Archive.Shown> shown;
  private final LatencyCharts latency;
  private final MergedTable tables;

  Questions(List<Archive.Shown> shown) {
    this.shown = List.copyOf(shown);
    this.latency = new LatencyCharts(shown);
    this.tables = new MergedTable(shown);
  }

  /** Those that any document answers. */
  List<Page.Part> parts() {
    List<Page.Part> parts = new ArrayList<>();
    for (Topic topic : Topic.values()) {
      List<List<Page.Plot>> plots = new ArrayList<>();
      List<Section> sections = new ArrayList<>();
      switch (topic) {
        case COST -> cost(plots, sections);
        case LOAD ->
            tables
                .of(
                    "Rates, all documents",
                    List.of(Metric.CAPACITY, Metric.FULL_SPEED),
                    figure -> true)
                .ifPresent(sections::add);
        case PROGRAM ->
            tables
                .of("Whole programs, all documents", List.of(Metric.SLOW_DOWN), figure -> true)
                .ifPresent(sections::add);
        case RULES ->
            tables
                .of("Added latency with rules, all documents", ADDED, Questions::hasRules)
                .ifPresent(sections::add);
        case DEFECT -> outcomes(sections);
        case INCIDENT -> {
          // It has charts alone.
        }
      }
      plots.addAll(charts(topic));
      if (!plots.isEmpty() || !sections.isEmpty()) {
        parts.add(
            new Page.Part(
                topic.id(),
                topic.title(),
                Page.Part.Kind.CHAPTER,
                lead(topic),
                plots,
                sections,
                null));
      }
    }
    return parts;
  }

  /** What follows the first table: opens, or the first operation that there is. */
  Page.Part first() {
    Operation operation = firstOperation();
    return operation == null
        ? null
        : new Page.Part(
            "added",
            "What a sensor adds to " + (operation == Operation.OPEN ? "an open" : operation),
            Page.Part.Kind.CHAPTER,
            List.of(),
            List.of(latency.of(operation, "added-" + operation)),
            List.of(),
            null);
  }

  private Operation firstOperation() {
    return latency.operations().stream().findFirst().orElse(null);
  }

  private static List<String> lead(Topic topic) {
    return switch (topic) {
      case COST ->
          List.of(
              "Added latency is the latency of an operation with the sensor, less that without one in the"
                  + " same round. No sign: significant; = equivalent to no sensor; ~ undecided.");
      case LOAD ->
          List.of(
              "The highest rate that was held without a lost event, and what is lost above it.");
      case PROGRAM -> List.of("Wall-clock time of whole programs, by that without a sensor.");
      case RULES -> List.of("Each event is compared with so many rules.");
      case DEFECT ->
          List.of(
              "The same faults were put into sensors of each placement. Classes go from B1 (no effect)"
                  + " to B9 (data loss).");
      case INCIDENT ->
          List.of(
              "The incident was replayed once in each architecture: moments on one axis of time.");
    };
  }

  private void cost(List<List<Page.Plot>> plots, List<Section> sections) {
    Operation first = firstOperation();
    for (Operation operation : latency.operations()) {
      if (operation != first) {
        plots.add(latency.of(operation, "added-" + operation));
      }
      tables
          .of(
              operation + ", all documents",
              ADDED,
              figure -> figure.row().operation() == operation && figure.row().variant().isEmpty())
          .ifPresent(sections::add);
    }
  }

  private static boolean hasRules(Figure figure) {
    return figure.row().variant().endsWith("-rules");
  }

  /** Of each sensor, how many faults ended in which class. */
  private void outcomes(List<Section> sections) {
    Map<String, Map<Integer, Integer>> counts = new LinkedHashMap<>();
    for (Archive.Shown each : shown) {
      for (Figure figure : each.document().figures()) {
        if (figure.metric() == Metric.OUTCOME && figure.hasValue()) {
          counts
              .computeIfAbsent(figure.sensor(), key -> new TreeMap<>())
              .merge(figure.value().intValue(), 1, Integer::sum);
        }
      }
    }
    if (counts.isEmpty()) {
      return;
    }
    List<Column> columns = new ArrayList<>(List.of(Column.text("sensor")));
    for (int severity = 1; severity < MOST_CLASSES; severity++) {
      columns.add(Column.number("B" + severity));
    }
    List<List<String>> rows = new ArrayList<>();
    counts.forEach(
        (sensor, classes) -> {
          List<String> row = new ArrayList<>(List.of(sensor));
          for (int severity = 1; severity < MOST_CLASSES; severity++) {
            row.add(Integer.toString(classes.getOrDefault(severity, 0)));
          }
          rows.add(row);
        });
    sections.add(
        Section.of(
            "How many faults ended in which class",
            Table.of(columns, rows),
            List.of(
                "The most frequent class of each fault on each machine profile; B1 is no effect, B2 the"
                    + " sensor alone, B7 a reboot, B8 no recovery, B9 lost data.")));
  }

  /** Charts that documents have for it; those of one axis beside each other, with one scale. */
  private List<List<Page.Plot>> charts(Topic topic) {
    Map<String, List<Page.Plot>> rows = new LinkedHashMap<>();
    for (Archive.Shown each : shown) {
      for (Chart chart : each.charts()) {
        if (each.document().topicOf(chart).filter(topic::equals).isPresent()) {
          Page.Link source = new Page.Link(each.title(), each.id());
          // The id without that of the document says what it is of.
          rows.computeIfAbsent(chart.id().substring(each.id().length()), key -> new ArrayList<>())
              .add(new Page.Plot(chart, source));
        }
      }
    }
    return rows.values().stream().map(SharedScale::of).toList();
  }
}
