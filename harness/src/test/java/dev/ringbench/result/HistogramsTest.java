// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class HistogramsTest {
  @Test
  void onePassGivesWhatTheLibraryGivesForEach() {
    List<Double> percentiles = List.of(0.0, 10.0, 50.0, 90.0, 99.0, 99.9, 99.99, 100.0);
    Random random = new Random(1);
    for (int values : new int[] {1, 2, 10, 1_000, 100_000}) {
      Histogram histogram = Histograms.empty();
      for (int i = 0; i < values; i++) {
        histogram.recordValue((long) Math.exp(6 + 2 * random.nextGaussian()));
      }
      long[] found = Histograms.valuesAt(histogram, percentiles);
      for (int i = 0; i < found.length; i++) {
        assertThat(found[i])
            .as("%s of %d", percentiles.get(i), values)
            .isEqualTo(histogram.getValueAtPercentile(percentiles.get(i)));
      }
    }
    assertThat(Histograms.valuesAt(Histograms.empty(), List.of())).isEmpty();
  }
}
