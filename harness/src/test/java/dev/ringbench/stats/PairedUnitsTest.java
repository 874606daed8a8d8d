// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairedUnitsTest {
  private static List<Observation> forks(double... values) {
    List<Observation> observations = new ArrayList<>();
    for (int fork = 0; fork < values.length; fork++) {
      observations.add(new Observation(fork, 1, values[fork]));
    }
    return observations;
  }

  @Test
  void whatHasNoPartnerIsLeftOut() {
    PairedUnits pairs = PairedUnits.of(forks(5, 7, 9), forks(1, 2));
    assertThat(pairs.differences()).extracting(Observation::value).containsExactly(4.0, 5.0);
    assertThat(pairs.count()).isEqualTo(2);
  }

  @Test
  void aForkInWhichBothSidesAreSlowerShowsNoDifference() {
    PairedUnits blocks = PairedUnits.of(forks(16, 21, 16), forks(15, 15, 15));
    PairedUnits baseline = PairedUnits.of(forks(3, 8, 3), forks(3, 3, 3));
    assertThat(blocks.minus(baseline).differences())
        .extracting(Observation::value)
        .containsExactly(1.0, 1.0, 1.0);
  }

  @Test
  void aForkWhoseBaselineIsMissingIsLeftOut() {
    PairedUnits blocks = PairedUnits.of(forks(2, 3, 4), forks(1, 1, 1));
    PairedUnits baseline = PairedUnits.of(forks(1), forks(1));
    assertThat(blocks.minus(baseline).count()).isEqualTo(1);
  }

  @Test
  void sixForksOfOneSignAreToldApartAndFiveAreNot() {
    assertThat(PairedUnits.of(forks(2, 3, 4, 5, 6, 7), forks(1, 1, 1, 1, 1, 1)).p())
        .isLessThan(0.05);
    assertThat(PairedUnits.of(forks(2, 3, 4, 5, 6), forks(1, 1, 1, 1, 1)).p()).isGreaterThan(0.05);
  }
}
