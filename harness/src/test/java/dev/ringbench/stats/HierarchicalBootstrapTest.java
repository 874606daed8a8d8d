// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

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
  }

  @Test
  void threeForksGetTheIntervalComputedByHandAndNotTheirRange() {
    // A median of three draws from 2, 4, 8 is one of them with 7, 13 and 7 chances in 27.
    double mean = (7 * 2 + 13 * 4 + 7 * 8) / 27.0;
    double variance = (7 * 4 + 13 * 16 + 7 * 64) / 27.0 - mean * mean;
    double studentQuantile = 4.302653;
    Interval interval =
        BOOTSTRAP.interval(forks(new double[] {2}, new double[] {4}, new double[] {8}));
    assertThat(interval.halfWidth())
        .isCloseTo(studentQuantile * Math.sqrt(variance * 3 / 2), withPercentage(2));
  }

  @Test
  void sixForksGetPercentilesInsideTheirRange() {
    Interval interval =
        BOOTSTRAP.interval(
            forks(
                new double[] {1},
                new double[] {2},
                new double[] {3},
                new double[] {4},
                new double[] {5},
                new double[] {9000}));
    assertThat(interval.low()).isBetween(1.0, 2.0);
    assertThat(interval.estimate()).isEqualTo(3.5);
    assertThat(interval.high()).isBetween(5.0, 9000.0);
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
    assertThat(interval.halfWidth()).isCloseTo(3.077, withPercentage(2));
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
  void settingsThatGiveNoIntervalAreRefused() {
    assertThatThrownBy(() -> new HierarchicalBootstrap(1, 99, 0.95))
        .hasMessage("99 resamples are too few; ask for 100 at least");
    assertThatThrownBy(() -> new HierarchicalBootstrap(1, 1000, 95))
        .isInstanceOf(IllegalArgumentException.class);
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
                new double[] {11, 12, 8000},
                new double[] {11, 10, 12}));
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

  @Test
  void severalSessionsGetStudentsIntervalOverTheirMedians() {
    List<Observation> observations = new ArrayList<>();
    double[] ofSessions = {10, 13, 16};
    for (int session = 0; session < ofSessions.length; session++) {
      for (int fork = 0; fork < 6; fork++) {
        observations.add(
            new Observation(session, 6 * session + fork, 0, ofSessions[session] + fork % 2 * 0.01));
      }
    }
    Interval interval = BOOTSTRAP.interval(observations);
    assertThat(interval.estimate()).isCloseTo(13.005, withPercentage(0.01));
    assertThat(interval.halfWidth()).isCloseTo(4.302653 * 3 / Math.sqrt(3), withPercentage(0.1));
  }

  @Test
  void sessionsThatAgreeByChanceDoNotNarrowWhatEachLeavesOpen() {
    List<Observation> observations = new ArrayList<>();
    for (int session = 0; session < 3; session++) {
      for (int fork = 0; fork < 5; fork++) {
        observations.add(new Observation(session, 5 * session + fork, 0, fork));
      }
    }
    double ofOne = BOOTSTRAP.interval(forks(new double[] {0, 1, 2, 3, 4})).halfWidth();
    assertThat(BOOTSTRAP.interval(observations).halfWidth())
        .isCloseTo(ofOne / Math.sqrt(3), withPercentage(1));
  }

  /** Sessions of a machine that is slow in every second of them, by chance. */
  private static double coverageOfTwoSpeeds(int sessions) {
    Random random = new Random(20240719);
    int repetitions = 400;
    int covered = 0;
    for (int i = 0; i < repetitions; i++) {
      List<Observation> observations = new ArrayList<>();
      for (int session = 0; session < sessions; session++) {
        double speed = random.nextBoolean() ? 100 : 120;
        for (int fork = 0; fork < 6; fork++) {
          double ofFork = speed + random.nextGaussian();
          for (int round = 0; round < 3; round++) {
            observations.add(
                new Observation(
                    session, 6 * session + fork, round, ofFork + random.nextGaussian()));
          }
        }
      }
      covered +=
          new HierarchicalBootstrap(i, 500, 0.95).interval(observations).contains(110) ? 1 : 0;
    }
    return covered / (double) repetitions;
  }

  @Test
  void onlySeveralSessionsCoverTheLongRunOfAMachineOfTwoSpeeds() {
    // docs/method.md states these, and why three sessions miss: all of one speed by chance.
    assertThat(coverageOfTwoSpeeds(1)).isLessThan(0.01);
    assertThat(coverageOfTwoSpeeds(3)).isBetween(0.70, 0.80);
    assertThat(coverageOfTwoSpeeds(5)).isBetween(0.90, 0.98);
    assertThat(coverageOfTwoSpeeds(8)).isGreaterThan(0.93);
  }
}
