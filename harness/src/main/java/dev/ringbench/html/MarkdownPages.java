// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.html;

import dev.ringbench.document.StoredDocument;
import dev.ringbench.report.Section;
import dev.ringbench.report.SectionTexts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The report as Markdown with pictures beside it, which a forge shows as it is. */
public final class MarkdownPages {
  private final Archive archive;

  /** Of those documents. */
  public MarkdownPages(Archive archive) {
    this.archive = archive;
  }

  /**
   * Writes report.md and its pictures.
   *
   * @throws IOException when the directory cannot be written
   */
  public void write(Path directory) throws IOException {
    StillPictures pictures = new StillPictures();
    Files.createDirectories(directory);
    List<StoredDocument> documents = archive.whole();
    Answer answer = new Answer(documents);
    StringBuilder out =
        new StringBuilder("# What security sensors cost, and what they take down\n\n");
    int number = 0;
    for (String sentence : answer.sentences()) {
      out.append(++number).append(". ").append(line(sentence)).append('\n');
    }
    answer.missing().forEach(sentence -> out.append("\n_").append(line(sentence)).append("_\n"));
    archive
        .damaged()
        .forEach(complaint -> out.append("\nNot read: ").append(line(complaint)).append('\n'));
    for (int i = 0; i < documents.size(); i++) {
      StoredDocument document = documents.get(i);
      DocumentParts parts = DocumentParts.of(document, "d" + (i + 1));
      out.append("\n## ").append(line(parts.title())).append("\n");
      for (Chart chart : parts.charts()) {
        String picture = chart.id() + ".svg";
        Files.writeString(
            directory.resolve(picture), pictures.svg(chart) + "\n", StandardCharsets.UTF_8);
        out.append("\n![").append(line(chart.title())).append("](").append(picture).append(")\n\n");
        chart.captions().forEach(caption -> out.append(line(caption)).append('\n'));
      }
      out.append("\nAgain: `").append(Rerun.of(document)).append("`\n");
      out.append(sections(parts.sections()));
    }
    Files.writeString(directory.resolve("report.md"), out.toString(), StandardCharsets.UTF_8);
  }

  /** One level below a document's title. */
  private static String sections(List<Section> sections) {
    return SectionTexts.markdown("", sections).replaceFirst("# \n", "").replace("\n## ", "\n### ");
  }

  private static String line(String text) {
    return text.replace("<", "&lt;").replace('\n', ' ');
  }
}
