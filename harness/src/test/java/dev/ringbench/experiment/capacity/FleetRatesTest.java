// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class FleetRatesTest {
  private static final FleetRates RATES = FleetRates.CONTAINER_HOSTS;

  @Test
  void hasThePublishedMeanPercentileAndMaximum() {
    List<Double> rates = RATES.rates(20_000);
    double mean =
        rates.subList(0, 20_000).stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    assertThat(mean).isCloseTo(78_000, within(200.0));
    assertThat(rates.get(19_800)).isCloseTo(261_000, within(600.0));
    assertThat(rates.get(20_000)).isEqualTo(824_000);
    assertThat(rates).isSorted();
  }

  @Test
  void saysHowManySecondsNeedNoMore() {
    assertThat(RATES.shareWithin(261_000)).isCloseTo(0.99, within(1e-9));
    assertThat(RATES.shareWithin(900_000)).isEqualTo(1);
    assertThat(RATES.shareWithin(0)).isLessThan(1e-9);
  }
}
