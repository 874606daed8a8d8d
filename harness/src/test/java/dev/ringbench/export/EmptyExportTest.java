// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.export;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.experiment.run.RunDocument;
import dev.ringbench.experiment.run.RunForm;
import dev.ringbench.experiment.run.RunReading;
import dev.ringbench.experiment.run.SampleRuns;
import dev.ringbench.model.RingbenchException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An export without anything in it is refused, with what has something. */
class EmptyExportTest {
  private static final RunDocument COUNTED =
      RunForm.FORM.read(
          Path.of("../results/published/2026-11-26-guest-6.1-deterministic/result.json"));

  @Test
  void countsAreNoTimesOfOperations() {
    assertThatThrownBy(() -> JmhResults.render(new RunReading(Path.of("result.json"), COUNTED)))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("counts instructions")
        .hasMessageContaining("--to csv, github-action-benchmark and openmetrics");
    assertThatThrownBy(() -> Hlog.content(new RunReading(Path.of("result.json"), COUNTED)))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("no histograms")
        .hasMessageContaining("--to csv, github-action-benchmark and openmetrics");
  }

  @Test
  void aRunWithoutABlockHasNoTimes() {
    RunDocument empty =
        SampleRuns.with(SampleRuns.of(Map.of(SampleRuns.cell("none"), 2000L)), List.of());
    assertThatThrownBy(() -> JmhResults.render(new RunReading(Path.of("result.json"), empty)))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("nothing that was measured");
  }
}
