// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PairedEffectTest {
  private static final HierarchicalBootstrap BOOTSTRAP = new HierarchicalBootstrap(7, 10_000, 0.95);

  @Test
  void driftThatBothShareCancelsOut() {
    List<Observation> treated = new ArrayList<>();
    List<Observation> baseline = new ArrayList<>();
    Random random = new Random(1);
    for (int fork = 0; fork < 6; fork++) {
      for (int round = 0; round < 3; round++) {
        double machine = 2000 + 500 * random.nextDouble();
        baseline.add(new Observation(fork, round, machine));
        treated.add(new Observation(fork, round, machine + 50));
      }
    }
    PairedEffect effect = PairedEffect.of(treated, baseline, BOOTSTRAP);
    assertThat(effect.difference().estimate()).isCloseTo(50, within(1e-9));
    assertThat(effect.difference().halfWidth()).isLessThan(1e-9);
    assertThat(effect.pairs()).isEqualTo(18);
    assertThat(effect.unpaired()).isZero();
  }

  @Test
  void ratiosAreWorkedOnLogarithmsAndComeBack() {
    List<Observation> treated = new ArrayList<>();
    List<Observation> baseline = new ArrayList<>();
    for (int fork = 0; fork < 5; fork++) {
      baseline.add(new Observation(fork, 0, 100 * (fork + 1)));
      treated.add(new Observation(fork, 0, 150 * (fork + 1)));
    }
    Interval ratio = PairedEffect.of(treated, baseline, BOOTSTRAP).ratio();
    assertThat(ratio.estimate()).isCloseTo(1.5, within(1e-9));
    assertThat(ratio.low()).isCloseTo(1.5, within(1e-9));
  }

  @Test
  void roundsWithoutAPartnerAreLeftOutAndCounted() {
    List<Observation> treated = List.of(new Observation(0, 0, 5), new Observation(0, 1, 7));
    List<Observation> baseline = List.of(new Observation(0, 1, 6), new Observation(1, 0, 1));
    PairedEffect effect = PairedEffect.of(treated, baseline, BOOTSTRAP);
    assertThat(effect.pairs()).isEqualTo(1);
    assertThat(effect.unpaired()).isEqualTo(2);
    assertThat(effect.difference().estimate()).isEqualTo(1);
  }

  @Test
  void twoBlocksOfOneRoundAreRefused() {
    List<Observation> once = List.of(new Observation(2, 1, 5));
    List<Observation> twice = List.of(new Observation(2, 1, 5), new Observation(2, 1, 6));
    assertThatThrownBy(() -> PairedEffect.of(once, twice, BOOTSTRAP))
        .hasMessage("Fork 2, round 1 has two baseline blocks; one of them has to go");
    assertThatThrownBy(() -> PairedEffect.of(twice, once, BOOTSTRAP))
        .hasMessage("Fork 2, round 1 has two treated blocks; one of them has to go");
  }

  @Test
  void aFigureOfZeroHasADifferenceButNoRatio() {
    PairedEffect effect =
        PairedEffect.of(
            List.of(new Observation(0, 0, 7), new Observation(1, 0, 9)),
            List.of(new Observation(0, 0, 0), new Observation(1, 0, 3)),
            BOOTSTRAP);
    assertThat(effect.difference().estimate()).isEqualTo(6.5);
    assertThat(effect.ratio().estimate()).isNaN();
    assertThat(effect.ratio().low()).isNaN();
  }

  @Test
  void withoutAnyPairThereIsNoEffect() {
    assertThatThrownBy(
            () ->
                PairedEffect.of(
                    List.of(new Observation(0, 0, 1)),
                    List.of(new Observation(1, 0, 1)),
                    BOOTSTRAP))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no round");
  }

  @Test
  void theNoiseFloorHidesWhatThePlaceboCouldHaveDone() {
    NoiseFloor floor = NoiseFloor.of(new Interval(1, -20, 8), 2);
    assertThat(floor.width()).isEqualTo(20);
    assertThat(NoiseFloor.of(new Interval(0, 0, 0), 2).width()).isEqualTo(2);
    NoiseFloor unknown = NoiseFloor.of(new Interval(1, Double.NaN, Double.NaN), 2);
    assertThat(unknown.isKnown()).isFalse();
    assertThat(unknown.covers(new Interval(100, 80, 120))).isTrue();
    assertThat(floor.covers(new Interval(15, 10, 20))).isTrue();
    assertThat(floor.covers(new Interval(100, 80, 120))).isFalse();
  }
}
