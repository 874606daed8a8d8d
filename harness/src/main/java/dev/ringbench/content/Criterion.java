// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.content;

/**
 * One condition of a rule.
 *
 * @param text pattern, for fields of text; empty for numbers and {@link Operator#ANY}
 * @param number operand, for numbers; 0 otherwise
 */
public record Criterion(Field field, Operator operator, String text, long number) {
  /** Compares a number. */
  public static Criterion number(Field field, Operator operator, long number) {
    return new Criterion(field, operator, "", number);
  }

  /** The cheapest comparison that says what {@code pattern} says. */
  public static Criterion pattern(Field field, String pattern) {
    String inside = pattern.replace("?", "*");
    int first = inside.indexOf('*');
    int last = pattern.length() - 1;
    if (first < 0) {
      return new Criterion(field, Operator.TEXT, pattern, 0);
    }
    if (pattern.equals("*")) {
      return new Criterion(field, Operator.ANY, "", 0);
    }
    if (first == last && pattern.charAt(last) == '*') {
      return new Criterion(field, Operator.PREFIX, pattern.substring(0, last), 0);
    }
    if (first == 0 && pattern.charAt(0) == '*' && inside.indexOf('*', 1) < 0) {
      return new Criterion(field, Operator.SUFFIX, pattern.substring(1), 0);
    }
    return new Criterion(field, Operator.GLOB, pattern, 0);
  }
}
