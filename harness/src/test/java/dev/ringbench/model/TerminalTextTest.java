// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TerminalTextTest {
  @Test
  void ordinaryTextOfAnyScriptIsTheSameObject() {
    String text = "Prozessor für öffentliche 試験 \uD83D\uDE00 €5 ≤ 3 µs\n\tnext line\r\n";
    assertThat(TerminalText.lines(text)).isSameAs(text);
  }

  @Test
  void sequencesAreShownAndNotObeyed() {
    assertThat(TerminalText.lines("a\u001B]0;title\u0007b\u001B[2Jc\u009B31m"))
        .isEqualTo("a\\u001B]0;title\\u0007b\\u001B[2Jc\\u009B31m");
    assertThat(TerminalText.lines("over\rwritten\b\u007F\u0000"))
        .isEqualTo("over\\u000Dwritten\\u0008\\u007F\\u0000");
  }

  @Test
  void everyControlAndEveryMarkOfDirectionIsShown() {
    IntStream.of(
            IntStream.concat(
                    IntStream.concat(IntStream.range(0, 32), IntStream.range(0x7F, 0xA0)),
                    IntStream.concat(
                        IntStream.concat(
                            IntStream.rangeClosed(0x200B, 0x200F),
                            IntStream.rangeClosed(0x202A, 0x202E)),
                        IntStream.concat(
                            IntStream.rangeClosed(0x2060, 0x206F),
                            IntStream.of(0x061C, 0x00AD, 0xFEFF, 0x2028, 0x2029, 0xFFF9, 0x3164))))
                .toArray())
        .forEach(
            point ->
                assertThat(TerminalText.line("a" + Character.toString(point) + "b"))
                    .isEqualTo(String.format("a\\u%04Xb", point)));
  }

  @Test
  void halvesOfSurrogatesAndTagsAreShown() {
    assertThat(TerminalText.line("a\uD83Db")).isEqualTo("a\\uD83Db");
    assertThat(TerminalText.line("a\uDE00")).isEqualTo("a\\uDE00");
    assertThat(TerminalText.line("\uDB40\uDC41")).isEqualTo("\\uDB40\\uDC41");
  }

  @Test
  void withinALineNothingBeginsAnother() {
    assertThat(TerminalText.line("one\ntwo\tthree\r\n"))
        .isEqualTo("one\\u000Atwo\\u0009three\\u000D\\u000A");
  }
}
