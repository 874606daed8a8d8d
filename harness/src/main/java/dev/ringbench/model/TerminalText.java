// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.model;

/**
 * Makes text harmless for a terminal: whatever a document, a path or another process says, it can
 * neither move the cursor, nor set a title or the clipboard, nor turn the direction of what is
 * read. What is taken out is shown by its number, as JSON would write it, so that a document that
 * is printed stays the same document.
 */
public final class TerminalText {
  private TerminalText() {}

  /**
   * For text of several lines: line feeds and tabs stay, a carriage return before a line feed goes
   * with it.
   */
  public static String lines(String text) {
    return clean(text, true);
  }

  /** For text within a line: a line feed or a tab in it is shown by its number, too. */
  public static String line(String text) {
    return clean(text, false);
  }

  private static String clean(String text, boolean multiline) {
    StringBuilder out = null;
    for (int at = 0; at < text.length(); ) {
      int point = text.codePointAt(at);
      int next = at + Character.charCount(point);
      boolean kept = VisibleText.isVisible(point) || (multiline && isLayout(text, at, point));
      if (!kept && out == null) {
        out = new StringBuilder(text.length() + 16).append(text, 0, at);
      }
      if (out != null) {
        if (kept) {
          out.appendCodePoint(point);
        } else {
          show(out, text, at, next);
        }
      }
      at = next;
    }
    return out == null ? text : out.toString();
  }

  private static boolean isLayout(String text, int at, int point) {
    return point == '\n' || point == '\t' || (point == '\r' && text.startsWith("\r\n", at));
  }

  private static void show(StringBuilder out, String text, int from, int to) {
    for (int at = from; at < to; at++) {
      out.append(String.format("\\u%04X", (int) text.charAt(at)));
    }
  }
}
