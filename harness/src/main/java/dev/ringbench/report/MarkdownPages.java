// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import dev.ringbench.render.MarkdownReport;
import dev.ringbench.render.MarkdownText;
import dev.ringbench.render.StillPictures;
import dev.ringbench.section.Chart;
import dev.ringbench.section.Section;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The report as Markdown with pictures beside it, which a forge shows as it is. */
public final class MarkdownPages {
  /** Name of the Markdown file. */
  public static final String REPORT = "report.md";

  private final Archive archive;

  /** Of those documents. */
  public MarkdownPages(Archive archive) {
    this.archive = archive;
  }

  /** Names and contents of the report, {@link #REPORT}, and its pictures. */
  public Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    List<Archive.Shown> shown = archive.whole();
    StillPictures pictures = new StillPictures(new SensorPlaces(shown).colours());
    AnswerSentences answer =
        new AnswerSentences(shown.stream().map(Archive.Shown::document).toList());
    StringBuilder out =
        new StringBuilder("# What security sensors cost, and what they take down\n\n");
    int number = 0;
    for (String sentence : answer.sentences()) {
      out.append(++number).append(". ").append(MarkdownText.line(sentence)).append('\n');
    }
    answer
        .missing()
        .forEach(sentence -> out.append("\n_").append(MarkdownText.line(sentence)).append("_\n"));
    archive
        .damaged()
        .forEach(
            complaint ->
                out.append("\nNot read: ").append(MarkdownText.line(complaint)).append('\n'));
    if (shown.size() < archive.entries().size()) {
      out.append("\nShown: the newest of each kind and machine, ")
          .append(shown.size())
          .append(" of ")
          .append(archive.entries().size())
          .append(" documents; the HTML report lists all.\n");
    }
    for (Archive.Shown each : shown) {
      out.append("\n## ").append(MarkdownText.line(each.title())).append("\n");
      for (Chart chart : each.charts()) {
        String picture = chart.id() + ".svg";
        files.put(picture, pictures.svg(chart) + "\n");
        out.append("\n![")
            .append(MarkdownText.line(chart.title()))
            .append("](")
            .append(picture)
            .append(")\n\n");
        chart.captions().forEach(caption -> out.append(MarkdownText.line(caption)).append('\n'));
      }
      out.append("\nAgain: `").append(code(each.document().rerun())).append("`\n");
      out.append(sections(each.sections()));
      out.append(sections(List.of(EnvironmentTable.of(each.document().head().environment()))));
    }
    out.append(sections(Method.SECTIONS));
    files.put(REPORT, out.toString());
    return files;
  }

  /** One level below a document's title. */
  private static String sections(List<Section> sections) {
    return MarkdownReport.sections("###", sections);
  }

  private static String code(String text) {
    return text.replace('`', '\'').replace('\n', ' ');
  }
}
