// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.model;

/**
 * Matches a name against a pattern of a user: {@code *} stands for any characters, none too, {@code
 * ?} for one character, and every other character for itself.
 *
 * <p>A match takes at most (length of the pattern) x (length of the name) steps, whatever the
 * pattern is: a regular expression made from it would take exponential time for many stars.
 */
public final class Glob {
  private static final int NONE = -1;

  private final String text;
  private final int[] pattern;

  /** Any text is a pattern. */
  public Glob(String text) {
    this.text = text;
    this.pattern = text.codePoints().toArray();
  }

  /** Whether the whole name fits. */
  public boolean matches(String name) {
    int[] characters = name.codePoints().toArray();
    int p = 0;
    int afterStar = NONE;
    int retryAt = 0;
    int n = 0;
    while (n < characters.length) {
      if (p < pattern.length && pattern[p] == '*') {
        p++;
        afterStar = p;
        retryAt = n;
      } else if (p < pattern.length && (pattern[p] == '?' || pattern[p] == characters[n])) {
        p++;
        n++;
      } else if (afterStar == NONE) {
        return false;
      } else {
        // Only the last star has to take one more: what stands before it fits as early as it can.
        p = afterStar;
        retryAt++;
        n = retryAt;
      }
    }
    while (p < pattern.length && pattern[p] == '*') {
      p++;
    }
    return p == pattern.length;
  }

  /** The pattern, as it was given. */
  @Override
  public String toString() {
    return text;
  }
}
