// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.export;

import static dev.ringbench.export.SampleFigures.figure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.document.Reading;
import dev.ringbench.figure.Figure;
import dev.ringbench.figure.Metric;
import dev.ringbench.model.RingbenchException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenMetricsTest {
  private static StrictOpenMetrics parsed(Figure... figures) {
    return StrictOpenMetrics.parse(
        OpenMetrics.render(SampleFigures.counted(), List.of(figures), null));
  }

  @Test
  void aFigureAndItsIntervalAreGaugesInBaseUnits() {
    StrictOpenMetrics metrics =
        parsed(figure("open seccomp-notify", Metric.ADDED_P50, 5927.0, -5880.5, 5968.0));
    StrictOpenMetrics.Sample value = metrics.only("ringbench_added_p50_seconds");
    assertThat(value.value()).isEqualTo(5.927e-6);
    assertThat(value.labels())
        .containsEntry("row", "open seccomp-notify")
        .containsEntry("sensor", "seccomp-notify")
        .containsEntry("placement", "USER_SYNC");
    assertThat(metrics.only("ringbench_added_p50_low_seconds").value()).isEqualTo(-5.8805e-6);
    assertThat(metrics.only("ringbench_added_p50_high_seconds").value()).isEqualTo(5.968e-6);
    assertThat(metrics.units()).containsEntry("ringbench_added_p50_seconds", "seconds");
  }

  @Test
  void quotesNewlinesAndBackslashesSurvive() {
    String row = "a \"b\"\nc\\d\\\\n {e=\"f\"} ,";
    StrictOpenMetrics metrics = parsed(figure(row, Metric.LOST_SHARE, 0.25, null, null));
    assertThat(metrics.only("ringbench_lost_ratio").labels()).containsEntry("row", row);
    assertThat(
            OpenMetrics.render(
                SampleFigures.counted(),
                List.of(figure("a\"b\nc\\d", Metric.LOST_SHARE, 0.25, null, null)),
                null))
        .contains("row=\"a\\\"b\\nc\\\\d\"");
  }

  @Test
  void whatIsUnknownIsAbsentAndNotZero() {
    StrictOpenMetrics metrics =
        parsed(
            figure("open inotify", Metric.LOST_SHARE, null, null, null),
            figure("open fanotify-notify", Metric.DELIVERY_P99, null, 1.0, 2.0));
    assertThat(metrics.samples())
        .extracting(StrictOpenMetrics.Sample::name)
        .containsExactly("ringbench_document", "ringbench_started_timestamp_seconds");
  }

  @Test
  void theDocumentItselfIsAGaugeWithItsMachineAsLabels() {
    StrictOpenMetrics metrics = parsed(figure("x", Metric.SLOW_DOWN, 1.5, null, null));
    assertThat(metrics.only("ringbench_document").labels())
        .containsEntry("command", "run")
        .containsEntry("kernel", "6.1.0-56-amd64")
        .containsEntry("emulated", "true")
        .containsEntry("partial", "false");
    assertThat(metrics.only("ringbench_started_timestamp_seconds").value())
        .isEqualTo(
            (double) Instant.parse(SampleFigures.counted().head().startedAt()).getEpochSecond());
  }

  @Test
  void everyPublishedDocumentIsOneStrictExposition() throws Exception {
    for (Reading document : SampleFigures.allPublished()) {
      StrictOpenMetrics metrics = StrictOpenMetrics.parse(OpenMetrics.render(document, null));
      long known = document.figures().stream().filter(Figure::hasValue).count();
      long exported =
          metrics.samples().stream()
              .filter(sample -> sample.labels().containsKey("row"))
              .filter(sample -> !sample.name().contains("_low") && !sample.name().contains("_high"))
              .count();
      assertThat(exported).as(document.head().file().toString()).isEqualTo(known).isPositive();
    }
  }

  @Test
  void helpTextsNeedNoEscapesBecausePrometheusEscapesDifferently() {
    for (Metric metric : Metric.values()) {
      assertThat(metric.help()).doesNotContain("\"", "\\", "\n").endsWith(".");
    }
  }

  @Test
  void documentsOfOneDirectoryShareNoSeriesAndDescribeFamiliesAlike() throws Exception {
    Set<Object> series = new HashSet<>();
    Map<String, String> described = new HashMap<>();
    for (Reading document : SampleFigures.allPublished()) {
      String text = OpenMetrics.render(document, null);
      assertThat(text).isEqualTo(OpenMetrics.render(document, null));
      for (StrictOpenMetrics.Sample sample : StrictOpenMetrics.parse(text).samples()) {
        assertThat(series.add(List.of(sample.name(), sample.labels()))).as("%s", sample).isTrue();
      }
      text.lines()
          .filter(line -> line.startsWith("# HELP ") || line.startsWith("# TYPE "))
          .forEach(
              line -> {
                String[] words = line.split(" ", 4);
                String before = described.putIfAbsent(words[1] + words[2], words[3]);
                assertThat(before).isIn(null, words[3]);
              });
    }
    assertThat(series).hasSizeGreaterThan(1000);
  }

  @Test
  void aNameMakesOneSeriesOfManyDocuments() {
    String text = OpenMetrics.render(SampleFigures.counted(), "nightly \"amd\"");
    assertThat(StrictOpenMetrics.parse(text).samples())
        .allSatisfy(
            sample -> assertThat(sample.labels()).containsEntry("document", "nightly \"amd\""));
  }

  @Test
  void aReplayHasNoFigures() {
    Reading replay = SampleFigures.published("2026-11-26-replay/replay.json");
    assertThatThrownBy(() -> OpenMetrics.render(replay, null))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("replay.json, a replay document, has no figures");
  }
}
