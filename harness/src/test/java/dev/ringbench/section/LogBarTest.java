// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.section;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LogBarTest {
  private static final LogBar BAR = new LogBar(100, 3, 22, List.of("ns", "us"));

  @Test
  void aDecadeIsEverywhereAsWide() {
    assertThat(BAR.axis()).isEqualTo("100ns  1us    10us   |");
    assertThat(BAR.of(List.of(100.0, 1_000.0, 10_000.0, 100_000.0)))
        .isEqualTo("o------o------o------o");
  }

  @Test
  void oneValueIsAMarkWithoutALine() {
    assertThat(BAR.of(List.of(10_000.0))).isEqualTo("              o");
  }

  @Test
  void whatLiesOutsideIsMarkedAtTheEnd() {
    assertThat(BAR.of(List.of(-5.0, 1_000.0))).isEqualTo("<------o");
    assertThat(BAR.of(List.of(1e9))).isEqualTo(" ".repeat(21) + ">");
    assertThat(BAR.of(List.of())).isEmpty();
  }
}
