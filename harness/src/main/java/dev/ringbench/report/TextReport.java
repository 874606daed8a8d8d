// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.result.ResultDocument;
import dev.ringbench.stats.NoiseFloor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The table on the screen: calm, as wide as the terminal allows, the same each time. */
public final class TextReport {
  /** Below this the optional columns are left out. */
  private static final int WIDE_COLUMNS = 120;

  private static final int INDENT = 2;

  private final Comparison comparison;
  private final int width;

  /** {@code width} of the terminal, in characters. */
  public TextReport(Comparison comparison, int width) {
    this.comparison = comparison;
    this.width = width;
  }

  /** The whole report. */
  public String render() {
    StringBuilder out = new StringBuilder();
    header(out);
    boolean counted = !comparison.document().instructionCounts().isEmpty();
    for (Operation operation : comparison.document().run().operations()) {
      if (counted) {
        out.append('\n').append(operation).append(", guest instructions\n");
        table(out, new InstructionTable(comparison, operation));
      } else {
        operation(out, operation);
      }
    }
    rules(out);
    if (counted) {
      wrap(out, InstructionTable.LEFT_OUT, "");
    } else {
      floors(out);
    }
    unavailable(out);
    list(out, "What this machine showed", new Findings(comparison).sentences());
    list(out, "Before you trust it", RunWarnings.of(comparison));
    return out.toString();
  }

  private void rules(StringBuilder out) {
    RuleFigures figures = new RuleFigures(comparison);
    if (!figures.any()) {
      return;
    }
    for (Operation operation : comparison.document().run().operations()) {
      out.append('\n').append(operation).append(", added p50 by number of rules\n");
      table(out, new RulesTable(comparison, figures, operation));
    }
    list(out, "Where the kernel's advantage ends", figures.breakEvens());
  }

  private void header(StringBuilder out) {
    ResultDocument.Run run = comparison.document().run();
    out.append('\n');
    wrap(
        out,
        String.format(
            Locale.ROOT,
            "Ringbench %s, profile %s: %d forks x %d rounds, seed %d, %s",
            comparison.document().version(),
            run.profile(),
            run.forks(),
            run.rounds(),
            run.seed(),
            run.finishedAt()),
        "");
    wrap(
        out,
        String.valueOf(comparison.document().environment().cpu().model())
            + ", kernel "
            + comparison.document().environment().kernel().release()
            + ", hypervisor "
            + comparison.document().environment().machine().hypervisor(),
        "");
  }

  private void operation(StringBuilder out, Operation operation) {
    Optional<NoiseFloor> noise = comparison.noiseFloor(operation, Figure.COST_P50);
    out.append('\n').append(operation);
    comparison.document().run().blockSettings().stream()
        .filter(settings -> settings.operation() == operation)
        .forEach(
            settings ->
                out.append(", delays at ").append(settings.openRatePerSecond()).append("/s"));
    noise.ifPresent(
        floor ->
            out.append(", ").append(Figures.noise(floor)).append(", ~ is not told from no effect"));
    out.append('\n');
    table(out, new SensorTable(comparison, operation));
  }

  private void table(StringBuilder out, GroupedTable table) {
    List<ColumnData<List<String>>> columns = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      GroupedTable.Column column = table.columns().get(i);
      if (width >= WIDE_COLUMNS || !column.optional()) {
        columns.add(column(column.title(), i));
      }
    }
    List<List<String>> lines = new ArrayList<>();
    for (GroupedTable.Group group : table.groups()) {
      List<String> title = new ArrayList<>(List.of(group.placement().toString()));
      while (title.size() < table.columns().size()) {
        title.add("");
      }
      lines.add(title);
      group.lines().forEach(line -> lines.add(indented(line)));
    }
    AsciiTable.builder()
        .border(AsciiTable.NO_BORDERS)
        .data(lines, columns)
        .asString()
        .lines()
        .forEach(line -> out.append(line.stripTrailing()).append('\n'));
  }

  private static List<String> indented(List<String> line) {
    List<String> indented = new ArrayList<>(line);
    indented.set(0, " ".repeat(INDENT) + line.get(0));
    return indented;
  }

  private static ColumnData<List<String>> column(String title, int index) {
    HorizontalAlign align = index < 2 ? HorizontalAlign.LEFT : HorizontalAlign.RIGHT;
    return new Column()
        .header(title)
        .headerAlign(align)
        .dataAlign(align)
        .maxWidth(60)
        .with(line -> line.get(index));
  }

  private void floors(StringBuilder out) {
    out.append("\nFloors and the instrument itself\n");
    for (Row row : comparison.rows()) {
      if (row.metric().equals("time")) {
        String name =
            row.handoff() == Handoff.NONE
                ? row.sensor()
                : row.sensor() + " (" + row.handoff() + ")";
        out.append(
            String.format(
                Locale.ROOT,
                "  %-38s %s%n",
                name,
                row.hasValue() ? Figures.timeWithInterval(row) : "unavailable: " + row.reason()));
      }
    }
    for (Row row : comparison.rows()) {
      if (row.metric().equals("ratio_to_bare") && row.hasValue()) {
        out.append(
            String.format(
                Locale.ROOT,
                "  %-38s %s the bare C loop%n",
                row.sensor() + " (" + row.handoff() + ")",
                Figures.ratioWithInterval(row)));
      }
    }
  }

  private void unavailable(StringBuilder out) {
    Map<String, List<String>> byReason = new LinkedHashMap<>();
    for (Availability tried : comparison.document().availability()) {
      if (!tried.available()) {
        byReason
            .computeIfAbsent(tried.reason() + "; " + tried.remedy(), why -> new ArrayList<>())
            .add(tried.cell().toString());
      }
    }
    List<String> lines = new ArrayList<>();
    byReason.forEach((why, cells) -> lines.add(String.join(", ", cells) + ": " + why));
    list(out, "Not available here", lines);
  }

  private void list(StringBuilder out, String title, List<String> sentences) {
    if (sentences.isEmpty()) {
      return;
    }
    out.append('\n').append(title).append('\n');
    sentences.forEach(sentence -> wrap(out, sentence, "  "));
  }

  private void wrap(StringBuilder out, String sentence, String indent) {
    StringBuilder line = new StringBuilder(indent);
    for (String word : sentence.split(" ", -1)) {
      if (line.length() > indent.length() && line.length() + word.length() >= width) {
        out.append(line.toString().stripTrailing()).append('\n');
        line.setLength(0);
        line.append(indent).append("  ");
      }
      line.append(word).append(' ');
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }
}
