// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.visibility;

import dev.ringbench.document.Head;
import dev.ringbench.document.PlacementName;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Sensor;
import dev.ringbench.section.Column;
import dev.ringbench.section.Section;
import dev.ringbench.section.Section.Reason;
import dev.ringbench.section.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Tables on what sensors see. */
final class VisibilitySections {
  private static final String NONE = "-";

  /** Reading points of a matrix that a narrow medium keeps. */
  private static final int ALWAYS_SHOWN = 2;

  private final Head head;
  private final VisibilityDocument document;

  VisibilitySections(Head head, VisibilityDocument document) {
    this.head = head;
    this.document = document;
  }

  List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    sections.add(shares());
    for (Operation operation : Operation.values()) {
      sections.add(matrix(operation, Asked.NAMES));
      sections.add(matrix(operation, Asked.REFUSES));
    }
    sections.add(Section.of("Not as predicted", disagreements()));
    sections.add(Section.of("Races", races()));
    sections.add(points());
    sections.add(Section.ofReasons("Sensors without a result", missing()));
    sections.add(Section.ofReasons("Forms without a result", formsMissing()));
    return Section.shown(sections);
  }

  private List<SightCell> of(String sensor, Asked asked) {
    return document.cells().stream()
        .filter(cell -> cell.sensor().equals(sensor) && cell.asked() == asked)
        .toList();
  }

  /** A row a sensor and question. */
  Section shares() {
    List<List<String>> rows = new ArrayList<>();
    for (Sensor sensor : document.sensors()) {
      for (Asked asked : Asked.values()) {
        SightShares shares = new SightShares(of(sensor.id(), asked));
        if (shares.all() > 0) {
          rows.add(row(sensor, asked, shares));
        }
      }
    }
    return Section.of(
        "What sensors make of unusual forms, " + head.where(),
        Table.of(
            List.of(
                Column.text("sensor"),
                Column.text("decides in").droppedAs(4),
                Column.number("right"),
                Column.number("partial").droppedAs(2),
                Column.number("wrong").droppedAs(1),
                Column.number("unseen"),
                Column.number("refused"),
                Column.number("evaded"),
                Column.number("fields complete").orBriefly("f/c").droppedAs(3)),
            rows),
        rows.isEmpty() ? List.of() : legend());
  }

  private static List<String> row(Sensor sensor, Asked asked, SightShares shares) {
    boolean names = asked == Asked.NAMES;
    List<String> row = new ArrayList<>();
    row.add(sensor.id());
    row.add(PlacementName.brief(sensor.placement()));
    for (Sight sight :
        List.of(
            Sight.RIGHT, Sight.PARTIAL, Sight.WRONG, Sight.UNSEEN, Sight.REFUSED, Sight.EVADED)) {
      boolean refusal = sight == Sight.REFUSED || sight == Sight.EVADED;
      row.add(refusal == names ? "" : Integer.toString(shares.of(sight)));
    }
    row.add(names ? shares.complete() + "/" + shares.all() : "");
    return row;
  }

  private List<String> legend() {
    List<String> legend = new ArrayList<>(ofAll());
    if (!document.subjects().isEmpty()) {
      legend.add(
          "Not ours: "
              + document.subjects().stream()
                  .map(
                      subject ->
                          subject.sensor()
                              + (subject.version() == null ? "" : " (" + subject.version() + ")"))
                  .collect(Collectors.joining(", "))
              + ". Each line that they print is an event by itself; one that names none of the forms' objects is none.");
    }
    return legend;
  }

  private static List<String> ofAll() {
    return List.of(
        "Each form counts once, by what became of most of its tries. right: an event names the object, and no other"
            + " process than the one that has it. partial: an event without the name, or with another name of the object. wrong:"
            + " an event names another object or process. refused, evaded: the same forms with names that the"
            + " sensor's content refuses. fields complete: forms whose events have the whole path, the process and the user.",
        "The effect of an operation itself says that it was done: content read, file changed, program ran.");
  }

  private static String code(List<SightCell> cells) {
    List<SightCell> measured = cells.stream().filter(cell -> cell.tries() > 0).toList();
    if (measured.isEmpty()) {
      return NONE;
    }
    Set<Sight> sights = new LinkedHashSet<>();
    measured.forEach(cell -> sights.add(cell.sight().orElseThrow()));
    Sight worst = sights.stream().max(Sight::compareTo).orElseThrow();
    boolean differs = sights.size() > 1 || measured.stream().anyMatch(SightCell::varies);
    boolean unexpected = measured.stream().anyMatch(SightCell::disagrees);
    return worst + (differs ? "*" : "") + (unexpected ? "!" : "");
  }

  private Section matrix(Operation operation, Asked asked) {
    Map<String, List<SightCell>> byPoint = new LinkedHashMap<>();
    for (SightCell cell : document.cells()) {
      if (cell.asked() == asked && document.form(cell.form()).operation() == operation) {
        document
            .watch(cell)
            .filter(Watch::measured)
            .ifPresent(
                watch ->
                    byPoint
                        .computeIfAbsent(
                            watch.point() == null ? cell.sensor() : watch.point(),
                            key -> new ArrayList<>())
                        .add(cell));
      }
    }
    List<Column> columns = new ArrayList<>(List.of(Column.text("form")));
    byPoint
        .keySet()
        .forEach(
            point ->
                columns.add(
                    columns.size() <= ALWAYS_SHOWN
                        ? Column.text(point)
                        : Column.text(point).droppedAs(columns.size())));
    List<List<String>> rows = new ArrayList<>();
    for (FormFacts form : document.forms()) {
      List<String> row = new ArrayList<>(List.of(form.toString()));
      for (List<SightCell> cells : byPoint.values()) {
        row.add(code(cells.stream().filter(cell -> cell.form().equals(form.id())).toList()));
      }
      if (form.operation() == operation
          && row.stream().skip(1).anyMatch(code -> !code.equals(NONE))) {
        rows.add(row);
      }
    }
    return Section.of(
        asked == Asked.NAMES
            ? "Forms of " + operation + ", by where sensors read"
            : "Forms of " + operation + " that are refused by name",
        rows.isEmpty() ? Table.NONE : Table.of(columns, rows),
        rows.isEmpty()
            ? List.of()
            : List.of(
                "The worst of the sensors that read there. *: tries or sensors differ; !: not as predicted."));
  }

  private List<String> disagreements() {
    return document.cells().stream()
        .filter(SightCell::disagrees)
        .map(
            cell ->
                "%s before %s: %s, predicted %s (%s). %s"
                    .formatted(
                        document.form(cell.form()),
                        VisibilityCharts.column(cell),
                        cell.text().replace(" !", ""),
                        cell.prediction(),
                        cell.because(),
                        String.join("; ", cell.evidence())))
        .toList();
  }

  private List<String> races() {
    return document.cells().stream()
        .filter(SightCell::varies)
        .map(
            cell ->
                "%s before %s: %s"
                    .formatted(
                        document.form(cell.form()),
                        VisibilityCharts.column(cell),
                        String.join(
                            ", ",
                            cell.counts().there().stream()
                                .map(sight -> sight + " " + SightShares.race(cell, sight))
                                .toList())))
        .toList();
  }

  private Section points() {
    List<List<String>> rows = new ArrayList<>();
    for (ReadingPoint point : document.points()) {
      List<String> sensors =
          document.watches().stream()
              .filter(watch -> watch.measured() && point.point().equals(watch.point()))
              .map(Watch::sensor)
              .distinct()
              .toList();
      if (!sensors.isEmpty()) {
        rows.add(List.of(point.point(), point.reads(), String.join(", ", sensors)));
      }
    }
    return Section.of(
        "Where sensors read",
        Table.of(
            List.of(
                Column.text("point"), Column.text("it is"), Column.text("sensors").droppedAs(1)),
            rows));
  }

  private List<Reason> missing() {
    Map<String, Reason> reasons = new LinkedHashMap<>();
    document.watches().stream()
        .filter(watch -> !watch.measured())
        .forEach(
            watch ->
                reasons.putIfAbsent(
                    watch.sensor() + watch.reason(),
                    new Reason(watch.sensor(), watch.reason() + "; " + watch.remedy())));
    return List.copyOf(reasons.values());
  }

  /** Of the form itself: where no sensor has a result, and its starts had. */
  private List<Reason> formsMissing() {
    Map<String, Reason> reasons = new LinkedHashMap<>();
    document.cells().stream()
        .filter(cell -> cell.reason() != null)
        .filter(cell -> document.watch(cell).filter(Watch::measured).isPresent())
        .forEach(
            cell ->
                reasons.putIfAbsent(
                    cell.form() + cell.reason(),
                    new Reason(document.form(cell.form()).toString(), cell.reason())));
    return List.copyOf(reasons.values());
  }
}
