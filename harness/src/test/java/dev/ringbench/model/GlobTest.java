// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GlobTest {
  private static boolean matches(String pattern, String name) {
    return new Glob(pattern).matches(name);
  }

  @Test
  void aStarIsAnyTextAndAQuestionMarkOneCharacter() {
    assertThat(matches("open seccomp-notify*", "open seccomp-notify (same-cpu)")).isTrue();
    assertThat(matches("*same-cpu?", "open seccomp-notify (same-cpu)")).isTrue();
    assertThat(matches("open ?", "open")).isFalse();
    assertThat(matches("", "")).isTrue();
    assertThat(matches("", "x")).isFalse();
    assertThat(matches("**", "")).isTrue();
    assertThat(matches("a*\nb", "a line\nb")).isTrue();
    assertThat(matches("?", "\uD83D\uDE00")).as("one character of two chars").isTrue();
    assertThat(matches("?", "\uD83D")).as("half a character").isTrue();
  }

  @Test
  void everythingElseIsItself() {
    for (String text : new String[] {".", "[a]", "\\Q", "a{2}", "(x|y)", "^$", "\\E.*"}) {
      assertThat(matches(text, text)).as(text).isTrue();
      assertThat(matches(text.replace("*", ""), "a")).as(text).isFalse();
    }
  }

  @Test
  void itAgreesWithTheTableOfAllPrefixes() {
    Random random = new Random(17);
    int matched = 0;
    for (int i = 0; i < 50_000; i++) {
      String pattern = random(random, "ab*?*", 8);
      String name = random(random, "ab", 10);
      boolean expected = byTable(pattern, name);
      matched += expected ? 1 : 0;
      if (matches(pattern, name) != expected) {
        throw new AssertionError("'" + pattern + "' '" + name + "': " + expected);
      }
    }
    assertThat(matched).isBetween(5_000, 45_000);
  }

  @Test
  void manyStarsTakeNoTime() {
    String stars = "*a".repeat(31) + "*b";
    String name = "a".repeat(100_000);
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          assertThat(matches(stars, name)).isFalse();
          assertThat(matches("*".repeat(100_000) + "b", name)).isFalse();
          assertThat(matches("*a*a*a*a*a*a*a*a?*?*?*" + "a".repeat(30) + "b*", name)).isFalse();
        });
  }

  private static String random(Random random, String alphabet, int longest) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(longest + 1); i > 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private static boolean byTable(String pattern, String name) {
    boolean[][] fits = new boolean[pattern.length() + 1][name.length() + 1];
    fits[0][0] = true;
    for (int p = 1; p <= pattern.length(); p++) {
      char c = pattern.charAt(p - 1);
      for (int n = 0; n <= name.length(); n++) {
        fits[p][n] =
            c == '*'
                ? fits[p - 1][n] || (n > 0 && fits[p][n - 1])
                : n > 0 && fits[p - 1][n - 1] && (c == '?' || c == name.charAt(n - 1));
      }
    }
    return fits[pattern.length()][name.length()];
  }
}
