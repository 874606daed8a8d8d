// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.model.RingbenchException;
import dev.ringbench.result.Documents;
import dev.ringbench.result.ResultDocument;
import dev.ringbench.result.SampleDocuments;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An export without anything in it is refused, with what has something. */
class EmptyExportTest {
  private static final ResultDocument COUNTED =
      Documents.read(
          Path.of("../results/published/2026-11-26-guest-6.1-deterministic/result.json"));

  @Test
  void countsAreNoTimesOfOperations() {
    assertThatThrownBy(() -> JmhExport.render(Comparison.of(COUNTED)))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("counts instructions")
        .hasMessageContaining("--to csv, github-action-benchmark and openmetrics");
    assertThatThrownBy(() -> HlogExport.render(COUNTED))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("no histograms")
        .hasMessageContaining("--to csv, github-action-benchmark and openmetrics");
  }

  @Test
  void aRunWithoutABlockHasNoTimes() {
    ResultDocument empty =
        SampleDocuments.with(
            SampleDocuments.of(Map.of(SampleDocuments.cell("none"), 2000L)), List.of());
    assertThatThrownBy(() -> JmhExport.render(Comparison.of(empty)))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("no block that was measured");
  }
}
