// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import dev.ringbench.model.Availability;
import dev.ringbench.model.Environment;
import dev.ringbench.model.Operation;
import dev.ringbench.result.ResultDocument;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The report as Markdown, to be committed or pasted. */
public final class MarkdownReport {
  private final Comparison comparison;

  /** For one document. */
  public MarkdownReport(Comparison comparison) {
    this.comparison = comparison;
  }

  /** The whole report. */
  public String render() {
    ResultDocument document = comparison.document();
    ResultDocument.Run run = document.run();
    StringBuilder out = new StringBuilder("# What sensors cost on this machine\n\n");
    Environment environment = document.environment();
    out.append(
            MarkdownText.line(
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
                    run.status().toString().toLowerCase(Locale.ROOT))))
        .append("\n\n")
        .append(
            MarkdownText.line(
                String.format(
                    "%s, kernel %s, hypervisor %s, clock %s.",
                    environment.cpu().model(),
                    environment.kernel().release(),
                    environment.machine().hypervisor(),
                    environment.machine().clockSource())))
        .append('\n');
    bullets(out, "What this machine showed", new Findings(comparison).sentences());
    boolean counted = !document.instructionCounts().isEmpty();
    for (Operation operation : run.operations()) {
      out.append("\n## ").append(operation).append("\n\n");
      if (counted) {
        out.append(InstructionTable.LEFT_OUT).append("\n\n");
        table(out, new InstructionTable(comparison, operation));
      } else {
        noise(out, operation);
        table(out, new SensorTable(comparison, operation));
      }
    }
    rules(out);
    if (!counted) {
      floors(out);
    }
    unavailable(out);
    bullets(out, "Before you trust it", RunWarnings.of(comparison));
    return out.toString();
  }

  private void rules(StringBuilder out) {
    RuleFigures figures = new RuleFigures(comparison);
    if (!figures.any()) {
      return;
    }
    for (Operation operation : comparison.document().run().operations()) {
      out.append("\n## ").append(operation).append(", added p50 by number of rules\n\n");
      table(out, new RulesTable(comparison, figures, operation));
    }
    bullets(out, "Where the kernel's advantage ends", figures.breakEvens());
  }

  private void noise(StringBuilder out, Operation operation) {
    comparison
        .noiseFloor(operation, Figure.COST_P50)
        .ifPresent(
            floor ->
                out.append("Added latency against no sensor, paired by round, 95 % intervals; ")
                    .append(Figures.noise(floor))
                    .append("; ~ is not told from no effect.\n\n"));
  }

  private static void table(StringBuilder out, GroupedTable table) {
    line(out, table.columns().stream().map(GroupedTable.Column::title).toList());
    line(
        out,
        table.columns().stream()
            .map(column -> column.title().equals("sensor") ? "---" : "---:")
            .toList());
    for (GroupedTable.Group group : table.groups()) {
      List<String> title = new ArrayList<>(Collections.nCopies(table.columns().size(), ""));
      title.set(0, "**" + group.placement() + "**");
      line(out, title);
      group.lines().forEach(cells -> line(out, cells));
    }
  }

  private void floors(StringBuilder out) {
    out.append("\n## Floors and the instrument itself\n\n");
    line(out, List.of("what", "hand-off", "median", "95 %"));
    line(out, List.of("---", "---", "---:", "---:"));
    for (Row row : comparison.rows()) {
      boolean ratio = row.metric().equals("ratio_to_bare");
      if (row.metric().equals("time") || ratio) {
        line(
            out,
            List.of(
                ratio ? row.sensor() + " against its bare C loop" : row.sensor(),
                row.handoff().toString(),
                !row.hasValue()
                    ? "unavailable: " + row.reason()
                    : ratio ? Figures.ratio(row.value()) : Figures.time(row.value()),
                row.ciLow() == null
                    ? "-"
                    : String.format(Locale.ROOT, "[%.2f, %.2f]", row.ciLow(), row.ciHigh())));
      }
    }
  }

  private void unavailable(StringBuilder out) {
    List<String> lines =
        comparison.document().availability().stream()
            .filter(tried -> !tried.available())
            .map(MarkdownReport::sentence)
            .collect(Collectors.toList());
    bullets(out, "Not available here", lines);
  }

  private static String sentence(Availability tried) {
    return tried.cell() + ": " + tried.reason() + "; " + tried.remedy();
  }

  private static void bullets(StringBuilder out, String title, List<String> sentences) {
    if (!sentences.isEmpty()) {
      out.append("\n## ").append(title).append("\n\n");
      sentences.forEach(
          sentence -> out.append("- ").append(MarkdownText.line(sentence)).append('\n'));
    }
  }

  private static void line(StringBuilder out, List<String> cells) {
    out.append("| ")
        .append(
            cells.stream()
                .map(cell -> MarkdownText.cell(cell).replace("~", "\\~"))
                .collect(Collectors.joining(" | ")))
        .append(" |\n");
  }
}
