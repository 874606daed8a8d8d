// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A report made of sections, as text for a terminal and as Markdown. */
public final class SectionTexts {
  private static final int WIDEST_CELL = 60;

  private SectionTexts() {}

  /** For a terminal of that many characters; tables take 80 at most. */
  public static String text(List<Section> sections, int width) {
    StringBuilder out = new StringBuilder();
    for (Section section : sections) {
      out.append('\n');
      wrap(out, section.title(), "", width);
      if (!section.rows().isEmpty()) {
        table(out, section);
      }
      section.sentences().forEach(sentence -> wrap(out, sentence, "  ", width));
    }
    return out.toString();
  }

  private static void table(StringBuilder out, Section section) {
    List<ColumnData<List<String>>> columns = new ArrayList<>();
    for (int i = 0; i < section.header().size(); i++) {
      int index = i;
      columns.add(
          new Column()
              .header(section.header().get(i))
              .headerAlign(HorizontalAlign.LEFT)
              .dataAlign(HorizontalAlign.LEFT)
              .maxWidth(WIDEST_CELL)
              .with(row -> row.get(index)));
    }
    AsciiTable.builder()
        .border(AsciiTable.NO_BORDERS)
        .data(section.rows(), columns)
        .asString()
        .lines()
        .forEach(line -> out.append(line.stripTrailing()).append('\n'));
  }

  private static void wrap(StringBuilder out, String sentence, String indent, int width) {
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

  /** To be committed or pasted. */
  public static String markdown(String title, List<Section> sections) {
    StringBuilder out = new StringBuilder("# ").append(MarkdownText.line(title)).append('\n');
    for (Section section : sections) {
      out.append("\n## ").append(MarkdownText.line(section.title())).append("\n\n");
      if (!section.rows().isEmpty()) {
        row(out, section.header());
        row(out, Collections.nCopies(section.header().size(), "---"));
        section.rows().forEach(row -> row(out, row));
        out.append('\n');
      }
      section
          .sentences()
          .forEach(sentence -> out.append("- ").append(MarkdownText.line(sentence)).append('\n'));
    }
    return out.toString();
  }

  private static void row(StringBuilder out, List<String> cells) {
    out.append("| ");
    out.append(String.join(" | ", cells.stream().map(MarkdownText::cell).toList()));
    out.append(" |\n");
  }
}
