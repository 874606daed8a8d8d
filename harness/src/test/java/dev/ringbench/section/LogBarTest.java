// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.section;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogBarTest {
  private static final LogBar BAR = new LogBar(100, 3, 22, List.of("ns", "us"));

  private static String bar(double... values) {
    return BAR.of(Arrays.stream(values).mapToObj(value -> new LogBar.Mark(value, 'o')).toList());
  }

  @Test
  void twoInOnePlaceAreAStar() {
    assertThat(BAR.of(List.of(new LogBar.Mark(1_000, 's'), new LogBar.Mark(1_001, 'b'))))
        .isEqualTo("       *");
  }

  @Test
  void aDecadeIsEverywhereAsWide() {
    assertThat(BAR.axis()).isEqualTo("100ns  1us    10us   |");
    assertThat(bar(100, 1_000, 10_000, 100_000)).isEqualTo("o------o------o------o");
  }

  @Test
  void oneValueIsAMarkWithoutALine() {
    assertThat(bar(10_000)).isEqualTo("              o");
  }

  @Test
  void whatLiesOutsideIsMarkedAtTheEnd() {
    assertThat(bar(-5, 1_000)).isEqualTo("<------o");
    assertThat(bar(1e9)).isEqualTo(" ".repeat(21) + ">");
    assertThat(bar()).isEmpty();
  }
}
