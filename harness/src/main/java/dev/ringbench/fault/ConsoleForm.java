// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Matches the beginning of a kernel message against a format of printk, as it stands in the
 * kernel's source.
 *
 * <p>Each conversion becomes a part of bounded length: a number has at most 20 digits, a text at
 * most 128 characters. Together with the bounded message ({@link ConsoleLine#MAX_CHARS}) and the
 * literal that is looked for first, the work for a line does not depend on how long it is.
 */
final class ConsoleForm {
  private static final Pattern CONVERSION =
      Pattern.compile(
          "%(?:%|[-+ #0]{0,5}(?:[0-9]{1,3}|\\*)?(?:\\.(?:[0-9]{1,3}|\\*))?"
              + "(?:hh|h|ll|l|z|t|L)?(?:[diuxXsc]|p[A-Za-z]{0,3}))");

  /** What a form that begins with a conversion begins with. */
  static final char NO_FIRST = 0;

  private final String prefix;
  private final String literal;
  private final Pattern pattern;

  /**
   * Compiles a format.
   *
   * @param format of printk, up to where it is unmistakable
   */
  ConsoleForm(String format) {
    StringBuilder regex = new StringBuilder();
    String longest = "";
    String first = null;
    int done = 0;
    Matcher conversions = CONVERSION.matcher(format);
    while (conversions.find()) {
      String before = format.substring(done, conversions.start());
      first = first == null ? before : first;
      longest = before.length() > longest.length() ? before : longest;
      regex.append(quoted(before)).append(part(conversions.group()));
      done = conversions.end();
    }
    String rest = format.substring(done);
    regex.append(quoted(rest));
    this.prefix = first == null ? rest : first;
    this.literal = rest.length() > longest.length() ? rest : longest;
    this.pattern = Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  private static String quoted(String literal) {
    return literal.isEmpty() ? "" : Pattern.quote(literal);
  }

  private static String part(String conversion) {
    int kind = conversion.indexOf('p') > 0 ? conversion.indexOf('p') : conversion.length() - 1;
    String name = conversion.substring(kind);
    return switch (name) {
      case "%" -> "%";
      case "d", "i", "u" -> " {0,20}+-?[0-9]{1,20}+";
      case "x", "X" -> " {0,20}+(?:0x)?[0-9a-fA-F]{1,16}+";
      case "p", "px", "pK" -> "(?:(?:0x)?[0-9a-fA-F]{1,16}+|\\((?:null|ptrval|____ptrval____)\\))";
      default -> ".{0,128}?";
    };
  }

  /** The first character of what it matches; {@link #NO_FIRST}: any. */
  char first() {
    return prefix.isEmpty() ? NO_FIRST : prefix.charAt(0);
  }

  /** Whether a message begins with it. */
  boolean matches(String message) {
    return message.startsWith(prefix)
        && message.contains(literal)
        && pattern.matcher(message).lookingAt();
  }

  /** Whether a message that was cut off ends inside of the literal that this begins with. */
  boolean isBegunBy(String message) {
    return prefix.startsWith(message);
  }

  /** As a regular expression, for tests of its structure. */
  String regex() {
    return pattern.pattern();
  }
}
