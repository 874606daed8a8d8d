// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClopperPearsonTest {
  /**
   * As tables have them; with no hit the upper end is 1 - 0.025^(1/n), with all the mirror of it.
   */
  @ParameterizedTest
  @CsvSource({
    "0, 10, 0, 0.3084971",
    "10, 10, 0.6915029, 1",
    "5, 10, 0.1870860, 0.8129140",
    "1, 3, 0.0084038, 0.9057007",
    "0, 299, 0, 0.0122615",
    "29, 30, 0.8278305, 0.9991565"
  })
  void agreesWithPublishedBounds(int hits, int runs, double low, double high) {
    Interval interval = ClopperPearson.interval(hits, runs, 0.95);
    assertThat(interval.low()).isCloseTo(low, within(1e-6));
    assertThat(interval.high()).isCloseTo(high, within(1e-6));
    assertThat(interval.estimate()).isEqualTo((double) hits / runs);
  }

  @Test
  void knowsNothingWithoutRuns() {
    Interval interval = ClopperPearson.interval(0, 0, 0.95);
    assertThat(interval.estimate()).isNaN();
    assertThat(interval.low()).isZero();
    assertThat(interval.high()).isEqualTo(1);
  }

  @Test
  void refusesMoreHitsThanRuns() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClopperPearson.interval(4, 3, 0.95))
        .withMessage("4 of 3");
  }
}
