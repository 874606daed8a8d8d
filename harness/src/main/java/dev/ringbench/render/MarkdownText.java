// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.render;

import dev.ringbench.model.VisibleText;
import java.util.regex.Pattern;

/**
 * Text from documents as text in Markdown: names come from whoever measured, and a forge shows them
 * on a job's page. What begins no markup stays as it is, so that "p < 0.05" reads the same in both.
 */
public final class MarkdownText {
  private static final Pattern LINE_END = Pattern.compile("\\s*\\R\\s*");
  private static final Pattern ENTITY = Pattern.compile("&(?=#|\\w+;)");
  private static final Pattern TAG = Pattern.compile("<(?=[A-Za-z/!?])");

  private static final Pattern PIPE = Pattern.compile("(\\\\*)\\|");

  private MarkdownText() {}

  /** For a heading, a sentence or a list's entry: one line, without tags, entities or links. */
  public static String line(String text) {
    String oneLine = VisibleText.line(LINE_END.matcher(text).replaceAll(" "));
    String withoutEntities = ENTITY.matcher(oneLine).replaceAll("&amp;");
    return TAG.matcher(withoutEntities).replaceAll("&lt;").replace("](", "]&#40;");
  }

  /** For a cell of a table. */
  public static String cell(String text) {
    // A backslash before it would end the escape, and the cell.
    return PIPE.matcher(line(text)).replaceAll("$1$1\\\\|");
  }
}
