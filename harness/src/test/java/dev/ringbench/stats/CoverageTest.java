// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs of which the truth is known, simulated again and again: how often is it in the interval? */
class CoverageTest {
  private static final int RUNS = 1500;
  private static final double TRUTH = 100;

  @ParameterizedTest(name = "{0} x {1}, fork deviation {2}, disturbed rounds {3}, forks {4}")
  @CsvSource({
    // forks, rounds, deviation of forks in those of rounds, disturbed share of rounds and of forks
    "3, 3, 1, 0, 0",
    "5, 2, 0, 0.1, 0",
    "5, 3, 1, 0, 0",
    "5, 3, 5, 0, 0.1",
    "6, 3, 0, 0, 0",
    "6, 3, 5, 0, 0",
    "6, 3, 1, 0.1, 0.1",
    "10, 6, 0, 0, 0",
    "10, 6, 1, 0.1, 0",
    "10, 6, 1, 0, 0.1",
  })
  void theIntervalContainsTheTruthAsOftenAsItPromises(
      int forks, int rounds, double forkDeviation, double roundsHit, double forksHit) {
    HierarchicalBootstrap bootstrap = new HierarchicalBootstrap(1, 500, 0.95);
    SplittableRandom random = new SplittableRandom(2026);
    int contained = 0;
    for (int run = 0; run < RUNS; run++) {
      List<Observation> observations = new ArrayList<>();
      for (int fork = 0; fork < forks; fork++) {
        double centre = TRUTH + noise(random, forkDeviation, forksHit);
        for (int round = 0; round < rounds; round++) {
          observations.add(new Observation(fork, round, centre + noise(random, 1, roundsHit)));
        }
      }
      contained += bootstrap.interval(observations).contains(TRUTH) ? 1 : 0;
    }

    assertThat(contained / (double) RUNS).isBetween(0.94, 0.995);
  }

  /** Normal, but ten times as far out in a share of the cases. */
  private static double noise(SplittableRandom random, double deviation, double hit) {
    return deviation * random.nextGaussian() * (random.nextDouble() < hit ? 10 : 1);
  }
}
