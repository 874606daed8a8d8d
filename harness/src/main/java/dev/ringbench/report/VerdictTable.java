// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import dev.ringbench.document.Experiments;
import dev.ringbench.document.PlacementName;
import dev.ringbench.document.VerdictCell;
import dev.ringbench.model.Placement;
import dev.ringbench.render.Page;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The first table of a report: where a sensor decides, by what that costs and risks. Each cell is
 * that of the document which is worth most among those that have it.
 */
final class VerdictTable {
  private final Map<Placement, Map<VerdictCell.Column, Said>> said = new EnumMap<>(Placement.class);
  private final List<Archive.Shown> sources = new ArrayList<>();

  private record Said(Archive.Shown by, VerdictCell cell) {}

  /** Of documents; {@code shown} in the order of the report. */
  VerdictTable(List<Archive.Shown> shown) {
    for (Archive.Shown each : shown) {
      for (VerdictCell cell : each.document().verdicts()) {
        said.computeIfAbsent(cell.placement(), key -> new EnumMap<>(VerdictCell.Column.class))
            .merge(cell.column(), new Said(each, cell), VerdictTable::better);
      }
    }
    Set<String> used = new HashSet<>();
    said.values().forEach(row -> row.values().forEach(one -> used.add(one.by().id())));
    shown.stream().filter(each -> used.contains(each.id())).forEach(sources::add);
  }

  private static Said better(Said one, Said other) {
    return Worth.ORDER.compare(other.by().document().worth(), one.by().document().worth()) > 0
        ? other
        : one;
  }

  /** Empty: no document says anything of a placement. */
  boolean isEmpty() {
    return said.isEmpty();
  }

  /** The table; {@code present}: ids of the documents that have a section on the page. */
  Page.Verdict table(Set<String> present) {
    List<Page.VerdictRow> rows = new ArrayList<>();
    Set<VerdictCell.Column> missing = EnumSet.noneOf(VerdictCell.Column.class);
    for (Placement placement : Placement.values()) {
      if (!PlacementName.isOfSensor(placement)) {
        continue;
      }
      List<Page.VerdictText> texts = new ArrayList<>();
      Map<VerdictCell.Column, Said> row = said.getOrDefault(placement, Map.of());
      for (VerdictCell.Column column : VerdictCell.Column.values()) {
        Said one = row.get(column);
        if (one == null) {
          missing.add(column);
          texts.add(new Page.VerdictText(List.of("not measured"), ""));
        } else {
          texts.add(
              new Page.VerdictText(
                  one.cell().lines(), Integer.toString(1 + sources.indexOf(one.by()))));
        }
      }
      rows.add(
          new Page.VerdictRow(
              PlacementName.of(placement), PlacementName.meaning(placement), texts));
    }
    List<String> columns = new ArrayList<>();
    for (VerdictCell.Column column : VerdictCell.Column.values()) {
      columns.add(column.title());
    }
    List<Page.Link> links = new ArrayList<>();
    for (Archive.Shown source : sources) {
      links.add(new Page.Link(source.title(), present.contains(source.id()) ? source.id() : null));
    }
    return new Page.Verdict(columns, rows, notes(missing), links);
  }

  private static List<String> notes(Set<VerdictCell.Column> missing) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "A range goes from the smallest to the largest significant effect, over the sensors of a"
            + " placement and their hand-offs (how an event gets to the sensor's thread): a row is one"
            + " sensor with one hand-off. Where an effect of one is not significant, the range begins"
            + " there. The chapters below have the intervals.");
    Map<String, List<String>> commands = new LinkedHashMap<>();
    for (VerdictCell.Column column : missing) {
      Experiments.all().stream()
          .map(experiment -> experiment.measures().get(column))
          .filter(command -> command != null)
          .findFirst()
          .ifPresent(
              command ->
                  commands
                      .computeIfAbsent(command, key -> new ArrayList<>())
                      .add("\u201c" + column.title() + "\u201d"));
    }
    commands.forEach(
        (command, columns) ->
            notes.add(
                "What is not measured under "
                    + String.join(", ", columns)
                    + ": `"
                    + command
                    + "` measures it."));
    return notes;
  }
}
