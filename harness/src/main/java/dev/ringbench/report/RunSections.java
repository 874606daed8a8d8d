// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import dev.ringbench.model.Availability;
import dev.ringbench.model.Environment;
import dev.ringbench.model.Operation;
import dev.ringbench.result.ResultDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A run's report as sections, for whatever draws those; text and Markdown have their own. */
public final class RunSections {
  private final Comparison comparison;

  /** For one document. */
  public RunSections(Comparison comparison) {
    this.comparison = comparison;
  }

  /** In the order of reading. */
  public List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    sections.add(Section.of("What this run was", about()));
    sections.add(Section.of("Before you trust it", RunWarnings.of(comparison)));
    sections.add(Section.of("What this machine showed", new Findings(comparison).sentences()));
    boolean counted = !comparison.document().instructionCounts().isEmpty();
    for (Operation operation : comparison.document().run().operations()) {
      sections.add(
          table(
              operation + ": all figures",
              counted
                  ? new InstructionTable(comparison, operation)
                  : new SensorTable(comparison, operation)));
    }
    RuleFigures rules = new RuleFigures(comparison);
    if (rules.any()) {
      for (Operation operation : comparison.document().run().operations()) {
        sections.add(
            table(
                operation + ": added p50 by number of rules",
                new RulesTable(comparison, rules, operation)));
      }
    }
    sections.add(floors());
    sections.add(Section.of("Not available here", unavailable()));
    return sections.stream()
        .filter(section -> !section.rows().isEmpty() || !section.sentences().isEmpty())
        .toList();
  }

  private List<String> about() {
    ResultDocument document = comparison.document();
    ResultDocument.Run run = document.run();
    Environment environment = document.environment();
    return List.of(
        String.format(
            Locale.ROOT,
            "Ringbench %s, profile %s, %d forks x %d rounds, seed %d, %s to %s, %s.",
            document.version(),
            run.profile(),
            run.forks(),
            run.rounds(),
            run.seed(),
            run.startedAt(),
            run.finishedAt(),
            run.status().toString().toLowerCase(Locale.ROOT)),
        String.format(
            "%s, kernel %s, hypervisor %s, clock %s.",
            environment.cpu().model(),
            environment.kernel().release(),
            environment.machine().hypervisor(),
            environment.machine().clockSource()));
  }

  private static Section table(String title, GroupedTable table) {
    List<String> header = new ArrayList<>(List.of("placement"));
    table.columns().forEach(column -> header.add(column.title()));
    List<List<String>> rows = new ArrayList<>();
    for (GroupedTable.Group group : table.groups()) {
      for (List<String> line : group.lines()) {
        List<String> row = new ArrayList<>(List.of(group.placement().toString()));
        row.addAll(line);
        rows.add(row);
      }
    }
    return new Section(title, header, rows, List.of());
  }

  private Section floors() {
    List<List<String>> rows = new ArrayList<>();
    for (Row row : comparison.rows()) {
      if (row.metric().equals("time") && row.hasValue()) {
        rows.add(
            List.of(
                row.sensor(),
                row.handoff().toString(),
                Figures.time(row.value()),
                row.ciLow() == null
                    ? "-"
                    : String.format(Locale.ROOT, "[%.2f, %.2f]", row.ciLow(), row.ciHigh())));
      }
    }
    return new Section(
        "Floors and the instrument itself",
        List.of("what", "hand-off", "median", "95 %"),
        rows,
        List.of());
  }

  private List<String> unavailable() {
    return comparison.document().availability().stream()
        .filter(tried -> !tried.available())
        .map(RunSections::sentence)
        .toList();
  }

  private static String sentence(Availability tried) {
    return tried.cell() + ": " + tried.reason() + "; " + tried.remedy();
  }
}
