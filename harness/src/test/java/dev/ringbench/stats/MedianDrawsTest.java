// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MedianDrawsTest {
  private static final int RESAMPLES = 2_000;

  @Test
  void mediansOfManyUnitsTakeTimeAndNoTableOfTheirSquare() {
    int units = 60_000; // whose square is no int
    double[] values = new double[units];
    Arrays.setAll(values, i -> i);
    ResampledMedians medians = new MedianDraws(units, 1, RESAMPLES).of(values);
    // A median's place is binomial.
    assertThat(medians.standardDeviation()).isCloseTo(Math.sqrt(units) / 2, withPercentage(5));
  }

  @Test
  void theyAreTheMediansOfTheSameUnitsDrawnOneByOne() {
    double[] values = {4, 1, 3, 2, 8, 7};
    ResampledMedians medians = new MedianDraws(values.length, 7, RESAMPLES).of(values);
    double[] ascending = values.clone();
    Arrays.sort(ascending);
    SplittableRandom random = new SplittableRandom(7);
    double[] expected = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      double[] drawn = new double[values.length];
      Arrays.setAll(drawn, k -> ascending[random.nextInt(values.length)]);
      Arrays.sort(drawn);
      expected[i] = (drawn[2] + drawn[3]) / 2;
    }
    Arrays.sort(expected);
    for (int place = 0; place < RESAMPLES; place++) {
      assertThat(medians.ascending(place)).isEqualTo(expected[place]);
    }
  }
}
