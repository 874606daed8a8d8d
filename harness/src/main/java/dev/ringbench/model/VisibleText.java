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

  /** Whether it may stand in any of our outputs. */
  public static boolean isVisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.FORMAT -> isJoiner(codePoint);
      // The last two of each plane are no characters, and XML has no place for them.
      default -> (codePoint & 0xFFFE) != 0xFFFE;
    };
  }

  /** Some scripts need them, and soft hyphens only break words. */
  private static boolean isJoiner(int codePoint) {
    return codePoint == 0x200C || codePoint == 0x200D || codePoint == 0x00AD;
  }
}
