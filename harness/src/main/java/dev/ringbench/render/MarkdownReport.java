// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.render;

import dev.ringbench.document.Reading;
import dev.ringbench.section.Column;
import dev.ringbench.section.Section;
import dev.ringbench.section.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** A report as Markdown, to be committed or pasted. */
public final class MarkdownReport {
  private MarkdownReport() {}

  /** Of one document: the same text whoever asks for it. */
  public static String of(Reading document) {
    return of(document.title(), document.report());
  }

  /** Under a heading of its own. */
  public static String of(String title, List<Section> sections) {
    return "# " + MarkdownText.line(title) + "\n" + sections("##", sections);
  }

  /** Sections alone; {@code level}: of their headings, "##". */
  public static String sections(String level, List<Section> sections) {
    StringBuilder out = new StringBuilder();
    for (Section section : sections) {
      out.append("\n")
          .append(level)
          .append(' ')
          .append(MarkdownText.line(section.title()))
          .append("\n\n");
      section.lead().forEach(line -> out.append(MarkdownText.line(line)).append("\n\n"));
      if (!section.table().isEmpty()) {
        table(out, section.table());
        if (!section.sentences().isEmpty() || !section.reasons().isEmpty()) {
          out.append('\n');
        }
      }
      section.sentences().forEach(sentence -> bullet(out, sentence));
      section.reasons().forEach(reason -> bullet(out, reason.toString()));
    }
    return out.toString();
  }

  private static void bullet(StringBuilder out, String sentence) {
    out.append("- ").append(MarkdownText.line(sentence)).append('\n');
  }

  private static void table(StringBuilder out, Table table) {
    row(out, table.columns().stream().map(Column::title).toList());
    row(
        out,
        table.columns().stream()
            .map(column -> column.align() == Column.Align.LEFT ? "---" : "---:")
            .toList());
    for (Table.Group group : table.groups()) {
      if (group.title() != null) {
        List<String> title = new ArrayList<>(Collections.nCopies(table.columns().size(), ""));
        title.set(0, "**" + group.title() + "**");
        row(out, title);
      }
      group.rows().forEach(cells -> row(out, cells));
    }
  }

  private static void row(StringBuilder out, List<String> cells) {
    out.append("| ")
        .append(
            cells.stream()
                // Two of them would strike out what is between.
                .map(cell -> MarkdownText.cell(cell).replace("~", "\\~"))
                .collect(Collectors.joining(" | ")))
        .append(" |\n");
  }
}
