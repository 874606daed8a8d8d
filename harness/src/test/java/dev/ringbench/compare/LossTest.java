// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.compare.FigureChange.Verdict;
import dev.ringbench.figure.Figure;
import dev.ringbench.figure.Metric;
import dev.ringbench.figure.RowName;
import dev.ringbench.model.Handoff;
import dev.ringbench.stats.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is lost comes in bursts: one burst in one of two runs of the same jar is no change. */
class LossTest {
  private static final int FORKS = 6;

  private static Figure lost(double... shares) {
    List<Observation> observations = new ArrayList<>();
    double sum = 0;
    for (int fork = 0; fork < shares.length; fork++) {
      observations.add(new Observation(fork, 0, shares[fork]));
      sum += shares[fork];
    }
    return new Figure(
        new RowName("open inotify (same-cpu)", "inotify", null, null, Handoff.NONE, ""),
        Metric.LOST_SHARE,
        sum / shares.length,
        null,
        null,
        observations,
        null,
        null);
  }

  private static Verdict verdict(Figure base, Figure next) {
    FigureTest test = FigureTest.of(next.key(), base, next, null);
    return test.graded(test.p(), List.of(test)).verdict();
  }

  @Test
  void oneBurstInOneOfTwoRunsIsNoChange() {
    double burst = 358.0 / (149_011.0 / FORKS);
    assertThat(verdict(lost(0, 0, 0, 0, 0, 0), lost(0, 0, burst, 0, 0, 0)))
        .isEqualTo(Verdict.UNDECIDED);
    assertThat(verdict(lost(0, 0, burst, 0, 0, 0), lost(0, 0, 0, 0, 0, 0)))
        .isEqualTo(Verdict.UNDECIDED);
  }

  @Test
  void whatEveryForkLosesIsAChange() {
    assertThat(verdict(lost(0, 0, 0, 0, 0, 0), lost(0.011, 0.012, 0.009, 0.010, 0.013, 0.011)))
        .isEqualTo(Verdict.WORSE);
    assertThat(verdict(lost(0.30, 0.28, 0.33, 0.31, 0.29, 0.30), lost(0, 0.01, 0, 0, 0, 0.02)))
        .isEqualTo(Verdict.BETTER);
  }

  @Test
  void soFewForksThatChanceCannotBeToldDecideNothing() {
    assertThat(verdict(lost(0, 0, 0), lost(0.1, 0.1, 0.1))).isEqualTo(Verdict.UNDECIDABLE);
  }

  @Test
  void runsOfOneJarAreToldApartNoMoreOftenThanTheLevelSays() {
    Random random = new Random(20240719);
    int pairs = 2000;
    int told = 0;
    for (int i = 0; i < pairs; i++) {
      Verdict verdict = verdict(bursts(random), bursts(random));
      told += verdict == Verdict.WORSE || verdict == Verdict.BETTER ? 1 : 0;
    }
    assertThat(told).isLessThan((int) (pairs * 0.05));
  }

  private static Figure bursts(Random random) {
    double[] shares = new double[FORKS];
    for (int fork = 0; fork < FORKS; fork++) {
      shares[fork] = random.nextInt(4) == 0 ? Math.exp(-6 + 2 * random.nextGaussian()) : 0;
    }
    return lost(shares);
  }
}
