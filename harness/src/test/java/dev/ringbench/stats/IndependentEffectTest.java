// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Differences of runs that are no pairs, and the correction for many of them. */
class IndependentEffectTest {
  private static final HierarchicalBootstrap BOOTSTRAP = new HierarchicalBootstrap(1, 2_000, 0.95);

  private static List<Observation> forks(Random random, int forks, double mean, double deviation) {
    List<Observation> observations = new ArrayList<>();
    for (int fork = 0; fork < forks; fork++) {
      for (int round = 0; round < 3; round++) {
        observations.add(new Observation(fork, round, mean + deviation * random.nextGaussian()));
      }
    }
    return observations;
  }

  @Test
  void intervalsOfNoEffectHoldZeroAsOftenAsTheyPromise() {
    for (int forks : new int[] {5, 6, 10}) {
      int held = 0;
      int small = 0;
      int trials = 2_000;
      for (int trial = 0; trial < trials; trial++) {
        Random random = new Random(trial * 31L + forks);
        IndependentEffect effect =
            IndependentEffect.of(
                forks(random, forks, 100, 5), forks(random, forks, 100, 5), BOOTSTRAP);
        held += effect.difference().contains(0) ? 1 : 0;
        small += effect.p() < 0.05 ? 1 : 0;
      }
      assertThat((double) held / trials).as(forks + " forks").isGreaterThan(0.945);
      assertThat((double) small / trials).as("p of " + forks + " forks").isLessThan(0.06);
    }
  }

  @Test
  void anEffectFarBeyondTheSpreadIsFound() {
    Random random = new Random(7);
    IndependentEffect effect =
        IndependentEffect.of(forks(random, 6, 110, 1), forks(random, 6, 100, 1), BOOTSTRAP);
    assertThat(effect.difference().low()).isBetween(5.0, 10.0);
    assertThat(effect.p()).isEqualTo(effect.leastP());
    assertThat(effect.leastP()).isEqualTo(2.0 / 924, within(1e-12));
  }

  @Test
  void equalUnitsAreNoEffectAndOneUnitHasNoInterval() {
    List<Observation> same = List.of(new Observation(0, 0, 5), new Observation(1, 0, 5));
    assertThat(IndependentEffect.of(same, same, BOOTSTRAP).p()).isEqualTo(1);
    List<Observation> one = List.of(new Observation(0, 0, 5));
    assertThat(IndependentEffect.of(one, same, BOOTSTRAP).difference().low()).isNaN();
  }

  @Test
  void holmsCorrectionIsThatOfItsExample() {
    // p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") in R.
    assertThat(Holm.adjusted(0.01, 0.04, 0.03, 0.005))
        .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(1e-12));
    assertThat(Holm.adjusted(0.9, 0.8)).containsExactly(1, 1);
  }

  @Test
  void pairsTellWhatDriftHides() {
    List<Observation> base = new ArrayList<>();
    List<Observation> slower = new ArrayList<>();
    Random random = new Random(3);
    for (int fork = 0; fork < 6; fork++) {
      double drift = 100 * fork;
      base.add(new Observation(fork, 0, 1_000 + drift + random.nextGaussian()));
      slower.add(new Observation(fork, 0, 1_020 + drift + random.nextGaussian()));
    }
    assertThat(IndependentEffect.of(slower, base, BOOTSTRAP).difference().contains(0)).isTrue();
    PairedUnits pairs = PairedUnits.of(slower, base);
    assertThat(pairs.p()).isEqualTo(pairs.leastP()).isEqualTo(1.0 / 32);
    assertThat(BOOTSTRAP.interval(pairs.differences()).low()).isBetween(15.0, 20.0);
  }

  private static List<Observation> sessions(Random random, int sessions, double shift) {
    List<Observation> observations = new ArrayList<>();
    for (int session = 0; session < sessions; session++) {
      double ofSession = 100 + shift + 5 * random.nextGaussian();
      for (int fork = 0; fork < 6; fork++) {
        observations.add(
            new Observation(
                session, 6 * session + fork, 0, ofSession + 0.5 * random.nextGaussian()));
      }
    }
    return observations;
  }

  @Test
  void forksOfOneSessionAreNoWitnessesOfAnother() {
    int held = 0;
    int small = 0;
    int trials = 1_000;
    for (int trial = 0; trial < trials; trial++) {
      Random random = new Random(trial);
      IndependentEffect effect =
          IndependentEffect.of(sessions(random, 3, 0), sessions(random, 3, 0), BOOTSTRAP);
      held += effect.difference().contains(0) ? 1 : 0;
      small += effect.p() < 0.05 ? 1 : 0;
    }
    assertThat((double) held / trials).isGreaterThan(0.95);
    assertThat((double) small / trials).isLessThan(0.06);
  }

  @Test
  void anEffectBeyondTheSpreadOfSessionsIsFound() {
    IndependentEffect effect =
        IndependentEffect.of(
            sessions(new Random(1), 3, 100), sessions(new Random(2), 3, 0), BOOTSTRAP);
    assertThat(effect.difference().excludesZero()).isTrue();
    assertThat(effect.p()).isLessThan(0.01);
  }
}
