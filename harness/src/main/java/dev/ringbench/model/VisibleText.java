// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.model;

/**
 * Text of documents and of other people's files, without what a reader cannot see: control
 * characters, which steer terminals and are forbidden in XML, marks that turn the direction of
 * writing, and halves of surrogate pairs. Each becomes U+FFFD, so that a reader sees that something
 * was there. Every sink adds the escapes of its own form.
 */
public final class VisibleText {
  private static final char REPLACEMENT = '\uFFFD';
  private static final String FILLERS = "\u034F\u115F\u1160\u3164\uFFA0";

  private VisibleText() {}

  /** On one line: line ends and tabs become spaces. */
  public static String line(String text) {
    return filtered(text, true);
  }

  /** On as many lines as it has: line feeds and tabs stay. */
  public static String lines(String text) {
    return filtered(text, false);
  }

  private static String filtered(String text, boolean oneLine) {
    if (text == null || text.codePoints().allMatch(VisibleText::isVisible)) {
      return text;
    }
    StringBuilder visible = new StringBuilder(text.length());
    text.replace("\r\n", "\n")
        .codePoints()
        .forEach(
            c -> {
              if (isVisible(c)) {
                visible.appendCodePoint(c);
              } else if (c == '\n' || c == '\t') {
                visible.append(oneLine ? ' ' : (char) c);
              } else {
                visible.append(oneLine && c == '\r' ? ' ' : REPLACEMENT);
              }
            });
    return visible.toString();
  }

  /**
   * Whether it may stand in any of our outputs. False for all that has no glyph of its own: C0 and
   * C1 controls with ESC, DEL and CSI, marks of direction, joiners and other characters without
   * width, line and paragraph separators, tags, halves of surrogate pairs, and what XML has no
   * place for.
   */
  public static boolean isVisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      // The last two of each plane are no characters.
      default -> (codePoint & 0xFFFE) != 0xFFFE && !isFiller(codePoint);
    };
  }

  /**
   * Without width, though no character of format: Hangul fillers, joiners of other scripts, and
   * what Unicode keeps free for more marks.
   */
  private static boolean isFiller(int codePoint) {
    return FILLERS.indexOf(codePoint) >= 0
        || (codePoint >= 0x2060 && codePoint <= 0x206F)
        || (codePoint >= 0xFFF0 && codePoint <= 0xFFF8)
        || (codePoint >= 0xE0000 && codePoint <= 0xE0FFF);
  }
}
