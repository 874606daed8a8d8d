// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkTest {
  private static final NoiseFloor NOISE = new NoiseFloor(20);

  @Test
  void anEffectBeyondTheNoiseWhoseIntervalExcludesZeroIsSignificant() {
    assertThat(Mark.of(new Interval(100, 80, 120), NOISE, 60)).isEqualTo(Mark.SIGNIFICANT);
    assertThat(Mark.of(new Interval(-100, -120, -80), NOISE, 60)).isEqualTo(Mark.SIGNIFICANT);
    assertThat(Mark.of(new Interval(25, 21, 29), NOISE, 60)).isEqualTo(Mark.SIGNIFICANT);
  }

  @Test
  void anIntervalWithinTheMarginIsEquivalent() {
    assertThat(Mark.of(new Interval(10, -30, 50), NOISE, 60)).isEqualTo(Mark.EQUIVALENT);
    assertThat(Mark.of(new Interval(15, 10, 20), NOISE, 60)).isEqualTo(Mark.EQUIVALENT);
  }

  @Test
  void whatAllowsBothIsUndecidedAndNotNone() {
    assertThat(Mark.of(new Interval(100, -5, 200), NOISE, 60)).isEqualTo(Mark.UNDECIDED);
    assertThat(Mark.of(new Interval(10, -70, 50), NOISE, 60)).isEqualTo(Mark.UNDECIDED);
    assertThat(Mark.of(new Interval(15, 10, 20), NOISE, 0)).isEqualTo(Mark.UNDECIDED);
  }

  @Test
  void withoutAnIntervalNothingIsDecided() {
    Interval unknown = new Interval(100, Double.NaN, Double.NaN);
    assertThat(Mark.of(unknown, null, 1000)).isEqualTo(Mark.UNDECIDED);
    assertThat(Mark.smallestShown(unknown, null)).isInfinite();
  }

  @Test
  void saysWhichEffectWouldHaveShown() {
    assertThat(Mark.smallestShown(new Interval(10, -30, 90), NOISE)).isEqualTo(80);
    assertThat(Mark.smallestShown(new Interval(10, 5, 15), NOISE)).isEqualTo(20);
    assertThat(Mark.smallestShown(new Interval(10, 5, 15), null)).isEqualTo(5);
  }
}
