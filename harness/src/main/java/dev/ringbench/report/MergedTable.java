// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import dev.ringbench.document.Head;
import dev.ringbench.document.PlacementName;
import dev.ringbench.figure.Figure;
import dev.ringbench.figure.Metric;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Placement;
import dev.ringbench.section.Column;
import dev.ringbench.section.Section;
import dev.ringbench.section.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** Figures of all documents in one table: a row a figure's row, and columns for each document. */
final class MergedTable {
  private static final String NOTHING = "";

  private final List<Archive.Shown> shown;

  /** Documents with times of real machines have the first columns. */
  MergedTable(List<Archive.Shown> shown) {
    this.shown =
        shown.stream()
            .sorted(Comparator.comparing(each -> each.document().head().clock()))
            .toList();
  }

  /** A metric of a document. */
  private record Of(int document, Metric metric) {}

  private record Line(Figure named, Map<Of, Figure> figures) {
    double first() {
      return figures.values().stream()
          .filter(Figure::hasValue)
          .mapToDouble(Figure::value)
          .findFirst()
          .orElse(Double.POSITIVE_INFINITY);
    }
  }

  /** Without floors. Empty: no document has such a figure; {@code which}: those that are in it. */
  Optional<Section> of(String title, List<Metric> metrics, Predicate<Figure> which) {
    Map<String, Line> lines = new LinkedHashMap<>();
    List<Of> columns = new ArrayList<>();
    for (Metric metric : metrics) {
      for (int i = 0; i < shown.size(); i++) {
        for (Figure figure : shown.get(i).document().figures()) {
          if (figure.metric() == metric && isShown(figure) && which.test(figure)) {
            Of of = new Of(i, metric);
            if (!columns.contains(of)) {
              columns.add(of);
            }
            lines
                .computeIfAbsent(
                    figure.row().text(), key -> new Line(figure, new LinkedHashMap<>()))
                .figures()
                .putIfAbsent(of, figure);
          }
        }
      }
    }
    columns.sort(Comparator.comparing(Of::document));
    return lines.isEmpty() ? Optional.empty() : Optional.of(section(title, lines, columns));
  }

  private static boolean isShown(Figure figure) {
    return figure.hasValue()
        && (figure.placement() == null || PlacementName.isOfSensor(figure.placement()));
  }

  private Section section(String title, Map<String, Line> lines, List<Of> of) {
    Map<String, Function<Figure, String>> names = new LinkedHashMap<>();
    names.put("sensor", Figure::sensor);
    names.put(
        "operation", f -> f.row().operation() == null ? NOTHING : f.row().operation().toString());
    names.put(
        "hand-off",
        f -> f.row().handoff() == Handoff.NONE ? NOTHING : String.valueOf(f.row().handoff()));
    names.put("of", f -> f.row().variant());
    // What is the same in each row is in the title.
    names
        .entrySet()
        .removeIf(
            name ->
                !name.getKey().equals("sensor")
                    && lines.values().stream()
                            .map(line -> name.getValue().apply(line.named()))
                            .distinct()
                            .count()
                        == 1);
    List<Column> columns = new ArrayList<>();
    names.keySet().forEach(name -> columns.add(Column.text(name)));
    of.forEach(one -> columns.add(Column.number(title(one))));
    Map<Placement, List<Line>> byPlacement =
        new TreeMap<>(Comparator.nullsLast(Comparator.<Placement>naturalOrder()));
    lines
        .values()
        .forEach(
            line ->
                byPlacement
                    .computeIfAbsent(line.named().placement(), key -> new ArrayList<>())
                    .add(line));
    List<Table.Group> groups = new ArrayList<>();
    byPlacement.forEach(
        (placement, all) -> {
          all.sort(Comparator.comparing(Line::first));
          groups.add(
              new Table.Group(
                  placement == null ? null : PlacementName.of(placement),
                  all.stream().map(line -> row(line, names, of)).toList()));
        });
    return Section.of(title, new Table(columns, groups));
  }

  private static List<String> row(
      Line line, Map<String, Function<Figure, String>> names, List<Of> of) {
    List<String> cells = new ArrayList<>();
    names.values().forEach(name -> cells.add(name.apply(line.named())));
    for (Of one : of) {
      Figure figure = line.figures().get(one);
      cells.add(figure == null ? "-" : FigureText.of(figure));
    }
    return cells;
  }

  private String title(Of of) {
    Head head = shown.get(of.document()).document().head();
    return FigureText.name(of.metric()) + ", " + head.where();
  }
}
