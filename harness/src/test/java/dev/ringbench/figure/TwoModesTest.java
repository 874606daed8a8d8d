// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** The rule on distributions whose number of modes is known. */
class TwoModesTest {
  private static final double TICK_NS = 10;
  private static final int TRIALS = 400;

  /** Standard deviation of the logarithm: 0.1 is an open on a quiet machine, 0.4 a busy one. */
  private static long logNormal(SplittableRandom random, double medianNs, double spread) {
    double ns = medianNs * Math.exp(spread * random.nextGaussian());
    return Math.round(ns / TICK_NS) * (long) TICK_NS;
  }

  private static Histogram two(
      SplittableRandom random, int count, double lowShare, double lowNs, double highNs) {
    Histogram histogram = Histograms.empty();
    for (int i = 0; i < count; i++) {
      histogram.recordValue(
          random.nextDouble() < lowShare
              ? logNormal(random, lowNs, 0.12)
              : logNormal(random, highNs, 0.12));
    }
    return histogram;
  }

  @Test
  void findsTheTwoWaysOfAnOpenThatWakesItsConsumerOrNot() {
    Optional<TwoModes> found =
        TwoModes.of(two(new SplittableRandom(1), 20_000, 0.62, 3000, 14_000), TICK_NS);
    assertThat(found).isPresent();
    assertThat(found.get().lowShare()).isCloseTo(0.62, within(0.02));
    assertThat(found.get().highShare()).isCloseTo(0.38, within(0.02));
    assertThat(found.get().lowNs()).isCloseTo(3000, within(60.0));
    assertThat(found.get().highNs()).isCloseTo(14_000, within(280.0));
  }

  @Test
  void takesOneModeForTwoInFewerThanOneOfAHundred() {
    SplittableRandom random = new SplittableRandom(20240719);
    for (int count : new int[] {100, 300, 1000, 20_000}) {
      for (double spread : new double[] {0.03, 0.1, 0.4, 0.8}) {
        int wrong = 0;
        for (int trial = 0; trial < TRIALS / (count > 1000 ? 10 : 1); trial++) {
          Histogram one = Histograms.empty();
          for (int i = 0; i < count; i++) {
            one.recordValue(Math.max(1, logNormal(random, 1200, spread)));
          }
          wrong += TwoModes.of(one, TICK_NS).isPresent() ? 1 : 0;
        }
        assertThat(wrong).as("%d operations, spread %s", count, spread).isLessThan(TRIALS / 100);
      }
    }
  }

  @Test
  void missesFewWhereTheModesAreApart() {
    SplittableRandom random = new SplittableRandom(7);
    for (int count : new int[] {300, 1000, 5000}) {
      for (double share : new double[] {0.2, 0.5, 0.8}) {
        int found = 0;
        for (int trial = 0; trial < TRIALS / 4; trial++) {
          found += TwoModes.of(two(random, count, share, 3000, 9000), TICK_NS).isPresent() ? 1 : 0;
        }
        assertThat(found)
            .as("%d operations, share %s", count, share)
            .isGreaterThan(TRIALS / 4 * 95 / 100);
      }
    }
  }

  @Test
  void takesNoTailForAMode() {
    Histogram tail = two(new SplittableRandom(3), 10_000, 0.95, 1200, 50_000);
    assertThat(TwoModes.of(tail, TICK_NS)).isEmpty();
  }

  @Test
  void takesNoTicksOfTheClockForModes() {
    SplittableRandom random = new SplittableRandom(5);
    Histogram ticks = Histograms.empty();
    for (int i = 0; i < 10_000; i++) {
      ticks.recordValue(60 + 10 * random.nextInt(3));
    }
    assertThat(TwoModes.of(ticks, TICK_NS)).isEmpty();
  }

  @Test
  void saysNothingOfFewOperations() {
    assertThat(TwoModes.of(two(new SplittableRandom(1), 99, 0.5, 1000, 9000), TICK_NS)).isEmpty();
  }
}
