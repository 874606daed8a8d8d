// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.render;

import dev.ringbench.section.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A report for a terminal: no line is longer than it is wide. */
public final class TextReport {
  private static final String INDENT = "  ";

  private TextReport() {}

  /** {@code width}: of the terminal, in characters. */
  public static String of(List<Section> sections, int width) {
    StringBuilder out = new StringBuilder();
    for (Section section : sections) {
      out.append('\n');
      wrap(out, section.title(), "", width);
      section.lead().forEach(sentence -> wrap(out, sentence, INDENT, width));
      if (!section.table().isEmpty()) {
        TextTable table = TextTable.fitted(section.table(), width);
        table.lines().forEach(line -> out.append(line).append('\n'));
        table.notes().forEach(note -> wrap(out, note, INDENT, width));
      }
      section.sentences().forEach(sentence -> wrap(out, sentence, INDENT, width));
      reasons(section.reasons()).forEach(reason -> wrap(out, reason, INDENT, width));
    }
    return out.toString();
  }

  /** Whatever has the same reason, in one sentence. */
  private static List<String> reasons(List<Section.Reason> reasons) {
    Map<String, List<String>> byReason = new LinkedHashMap<>();
    for (Section.Reason reason : reasons) {
      byReason.computeIfAbsent(reason.why(), why -> new ArrayList<>()).add(reason.what());
    }
    List<String> sentences = new ArrayList<>();
    byReason.forEach((why, what) -> sentences.add(String.join(", ", what) + ": " + why));
    return sentences;
  }

  /** A word that is longer than a line, such as a path, is in parts. */
  private static List<String> words(String sentence, int longest) {
    List<String> words = new ArrayList<>();
    for (String word : sentence.split(" ", -1)) {
      int from = 0;
      for (; word.length() - from > longest; from += longest) {
        words.add(word.substring(from, from + longest));
      }
      words.add(word.substring(from));
    }
    return words;
  }

  /** A sentence in lines of fewer characters than {@code width}, each with its end. */
  public static String wrapped(String sentence, int width) {
    StringBuilder out = new StringBuilder();
    wrap(out, sentence, "", width);
    return out.toString();
  }

  private static void wrap(StringBuilder out, String sentence, String indent, int width) {
    StringBuilder line = new StringBuilder(indent);
    for (String word : words(sentence, width - 2 * INDENT.length() - 1)) {
      if (line.length() > indent.length() && line.length() + word.length() >= width) {
        out.append(line.toString().stripTrailing()).append('\n');
        line.setLength(0);
        line.append(indent).append(INDENT);
      }
      line.append(word).append(' ');
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }
}
