// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HierarchicalBootstrapTest {
  private static final HierarchicalBootstrap BOOTSTRAP = new HierarchicalBootstrap(7, 10_000, 0.95);

  private static List<Observation> forks(double[]... rounds) {
    List<Observation> observations = new ArrayList<>();
    for (int fork = 0; fork < rounds.length; fork++) {
      for (int round = 0; round < rounds[fork].length; round++) {
        observations.add(new Observation(fork, round, rounds[fork][round]));
      }
    }
    return observations;
  }

  @Test
  void theEstimateIsTheMedianOverForksOfTheMedianOverRounds() {
    Interval interval =
        BOOTSTRAP.interval(
            forks(new double[] {1, 2, 900}, new double[] {5, 4, 3}, new double[] {8, 8, 8}));
    assertThat(interval.estimate()).isEqualTo(4);
    assertThat(interval.low()).isEqualTo(2);
    assertThat(interval.high()).isEqualTo(8);
  }

  @Test
  void anIntervalFromOneObservationClaimsNothing() {
    Interval interval = BOOTSTRAP.interval(List.of(new Observation(0, 0, 42)));
    assertThat(interval.estimate()).isEqualTo(42);
    assertThat(interval.low()).isNaN();
    assertThat(interval.high()).isNaN();
    assertThat(interval.excludesZero()).isFalse();
  }

  @Test
  void roundsAreTheUnitsOfASingleFork() {
    Interval interval = BOOTSTRAP.interval(forks(new double[] {1, 2, 3, 4, 5}));
    assertThat(interval.estimate()).isEqualTo(3);
    assertThat(interval.low()).isEqualTo(1);
    assertThat(interval.high()).isEqualTo(5);
  }

  @Test
  void theOrderOfObservationsDoesNotMatter() {
    List<Observation> observations =
        forks(new double[] {1, 9, 4}, new double[] {2, 2, 7}, new double[] {6, 3, 3});
    List<Observation> shuffled = new ArrayList<>(observations);
    Collections.shuffle(shuffled, new Random(3));
    assertThat(BOOTSTRAP.interval(shuffled)).isEqualTo(BOOTSTRAP.interval(observations));
  }

  @Test
  void nothingIsRefused() {
    assertThatThrownBy(() -> BOOTSTRAP.interval(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void oneDisturbedBlockAForkMovesNothingFar() {
    Interval interval =
        BOOTSTRAP.interval(
            forks(
                new double[] {10, 11, 5000},
                new double[] {9000, 12, 10},
                new double[] {11, 7000, 11},
                new double[] {10, 10, 12},
                new double[] {11, 12, 8000}));
    assertThat(interval.low()).isGreaterThanOrEqualTo(10);
    assertThat(interval.high()).isLessThanOrEqualTo(12);
  }

  @Test
  void ninetyFivePercentIntervalsCoverTheTruthAboutThatOften() {
    Random random = new Random(20240719);
    int repetitions = 400;
    int covered = 0;
    for (int i = 0; i < repetitions; i++) {
      List<Observation> observations = new ArrayList<>();
      for (int fork = 0; fork < 6; fork++) {
        double ofFork = random.nextGaussian();
        for (int round = 0; round < 3; round++) {
          double disturbed = random.nextInt(10) == 0 ? 30 * random.nextGaussian() : 0;
          observations.add(
              new Observation(fork, round, ofFork + random.nextGaussian() + disturbed));
        }
      }
      if (new HierarchicalBootstrap(i, 2000, 0.95).interval(observations).contains(0)) {
        covered++;
      }
    }
    // 0.95 within three standard errors of 400 repetitions, and not absurdly wide.
    assertThat(covered / (double) repetitions).isBetween(0.917, 0.99);
  }
}
