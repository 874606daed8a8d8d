// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import dev.ringbench.document.PlacementName;
import dev.ringbench.document.SensorNote;
import dev.ringbench.figure.Figure;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Placement;
import dev.ringbench.render.Page;
import dev.ringbench.render.SensorColours;
import dev.ringbench.section.Chart;
import dev.ringbench.section.Column;
import dev.ringbench.section.Table;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A place for each sensor, with all that the documents of a report say of it, and its colour. */
final class SensorPlaces {
  private static final List<Column> COLUMNS =
      List.of(Column.text("of"), Column.text("figures"), Column.text("document"));

  private final List<Archive.Shown> shown;

  /** By id; the first note with a placement counts, and sentences of the newest descriptor. */
  private final Map<String, SensorNote> notes = new TreeMap<>();

  SensorPlaces(List<Archive.Shown> shown) {
    this.shown = List.copyOf(shown);
    for (Archive.Shown each : shown) {
      for (SensorNote note : each.document().sensorNotes()) {
        notes.merge(note.id(), note, SensorPlaces::better);
      }
    }
  }

  private static SensorNote better(SensorNote one, SensorNote other) {
    boolean more =
        one.placement() == null
            || (other.placement() != null && other.about().size() > one.about().size());
    return more ? other : one;
  }

  /** Ids by placement, sorted; those without a placement are in none. */
  private Map<Placement, List<String>> byPlacement() {
    Map<Placement, List<String>> ids = new EnumMap<>(Placement.class);
    notes
        .values()
        .forEach(
            note -> {
              if (note.placement() != null) {
                ids.computeIfAbsent(note.placement(), key -> new ArrayList<>()).add(note.id());
              }
            });
    return ids;
  }

  SensorColours colours() {
    return SensorColours.of(byPlacement());
  }

  /** Without baselines, in the order of placements; {@code charts}: all of the page. */
  List<Page.SensorPlace> places(List<Chart> charts) {
    List<String> ids = new ArrayList<>();
    byPlacement()
        .forEach(
            (placement, of) -> {
              if (placement != Placement.BASELINE && placement != Placement.FLOOR) {
                ids.addAll(of);
              }
            });
    ids.addAll(byPlacement().getOrDefault(Placement.FLOOR, List.of()));
    notes.values().stream()
        .filter(note -> note.placement() == null)
        .forEach(note -> ids.add(note.id()));
    Map<String, List<List<String>>> figures = figures();
    Map<String, List<Page.Link>> links = links(charts);
    Set<String> anchors = new HashSet<>();
    List<Page.SensorPlace> places = new ArrayList<>();
    for (String id : ids) {
      SensorNote note = notes.get(id);
      places.add(
          new Page.SensorPlace(
              id,
              anchor(id, anchors),
              note.placement() == null ? "" : PlacementName.of(note.placement()),
              note.about(),
              Table.of(COLUMNS, figures.getOrDefault(id, List.of())),
              links.getOrDefault(id, List.of())));
    }
    return places;
  }

  /** The same on every page, unless two ids differ only in what an anchor cannot have. */
  private static String anchor(String id, Set<String> taken) {
    String anchor = "sensor-" + id.replaceAll("[^A-Za-z0-9_-]+", "-");
    String free = anchor;
    for (int i = 2; !taken.add(free); i++) {
      free = anchor + "-" + i;
    }
    return free;
  }

  /** A line each row of each document. */
  private Map<String, List<List<String>>> figures() {
    Map<String, List<List<String>>> all = new LinkedHashMap<>();
    for (Archive.Shown each : shown) {
      Map<String, List<Figure>> rows = new LinkedHashMap<>();
      each.document().figures().stream()
          .filter(figure -> figure.hasValue() && FigureText.SHOWN.contains(figure.metric()))
          .forEach(
              figure ->
                  rows.computeIfAbsent(figure.row().text(), key -> new ArrayList<>()).add(figure));
      rows.values()
          .forEach(
              figures ->
                  all.computeIfAbsent(figures.get(0).sensor(), key -> new ArrayList<>())
                      .add(
                          List.of(
                              name(figures.get(0)),
                              figures.stream()
                                  .map(
                                      figure ->
                                          FigureText.name(figure.metric())
                                              + " "
                                              + FigureText.of(figure))
                                  .collect(Collectors.joining("; ")),
                              each.title())));
    }
    return all;
  }

  /** The row without the sensor: "open, same-cpu", "F01-guest-harsh". */
  private static String name(Figure figure) {
    List<String> parts = new ArrayList<>();
    if (figure.row().operation() != null) {
      parts.add(figure.row().operation().toString());
    }
    if (figure.row().handoff() != null && figure.row().handoff() != Handoff.NONE) {
      parts.add(figure.row().handoff().toString());
    }
    if (!figure.row().variant().isEmpty()) {
      parts.add(figure.row().variant());
    }
    return parts.isEmpty() ? figure.row().text() : String.join(", ", parts);
  }

  /** Charts whose tables name the sensor. */
  private Map<String, List<Page.Link>> links(List<Chart> charts) {
    Map<String, List<Page.Link>> links = new LinkedHashMap<>();
    for (Chart chart : charts) {
      Set<String> named = new HashSet<>();
      for (List<String> row : chart.rows()) {
        for (String cell : row.subList(0, Math.min(2, row.size()))) {
          named.add(cell.split("[ ,(]", 2)[0]);
          named.add(cell);
        }
      }
      for (String id : notes.keySet()) {
        if (named.contains(id)) {
          links
              .computeIfAbsent(id, key -> new ArrayList<>())
              .add(new Page.Link(chart.title(), chart.id()));
        }
      }
    }
    return links;
  }
}
