// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LeastSquaresTest {
  @Test
  void theLineThroughPointsOnALineIsThatLine() {
    LeastSquares line = LeastSquares.through(Map.of(0.0, 5.0, 10.0, 25.0, 1000.0, 2005.0));
    assertThat(line.intercept()).isCloseTo(5, within(1e-9));
    assertThat(line.slope()).isCloseTo(2, within(1e-12));
  }

  /** Anscombe's first set (1973): y = 3.0 + 0.5 x. */
  @Test
  void publishedExample() {
    LeastSquares line =
        LeastSquares.through(
            Map.ofEntries(
                Map.entry(10.0, 8.04),
                Map.entry(8.0, 6.95),
                Map.entry(13.0, 7.58),
                Map.entry(9.0, 8.81),
                Map.entry(11.0, 8.33),
                Map.entry(14.0, 9.96),
                Map.entry(6.0, 7.24),
                Map.entry(4.0, 4.26),
                Map.entry(12.0, 10.84),
                Map.entry(7.0, 4.82),
                Map.entry(5.0, 5.68)));
    assertThat(line.intercept()).isCloseTo(3.0, within(0.001));
    assertThat(line.slope()).isCloseTo(0.5, within(0.001));
  }

  @Test
  void linesMeetOnlyWhereTheSteeperComesFromBelow() {
    LeastSquares steep = new LeastSquares(0, 3);
    LeastSquares flat = new LeastSquares(100, 1);
    assertThat(steep.meets(flat)).isEqualTo(50);
    assertThat(flat.meets(steep)).isNaN();
    assertThat(flat.meets(flat)).isNaN();
  }

  @Test
  void onePointMakesNoLine() {
    assertThatThrownBy(() -> LeastSquares.through(Map.of(1.0, 1.0)))
        .hasMessageContaining("1 points make no line");
  }
}
