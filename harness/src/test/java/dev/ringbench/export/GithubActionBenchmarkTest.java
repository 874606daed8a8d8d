// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.export;

import static dev.ringbench.export.GithubActionBenchmark.Direction.BIGGER_IS_BETTER;
import static dev.ringbench.export.GithubActionBenchmark.Direction.SMALLER_IS_BETTER;
import static dev.ringbench.export.SampleFigures.figure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.document.DocumentJson;
import dev.ringbench.document.Reading;
import dev.ringbench.figure.Figure;
import dev.ringbench.figure.Metric;
import dev.ringbench.model.RingbenchException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class GithubActionBenchmarkTest {
  private static final Figure COST =
      figure("open \"a\\b\"\nc (same-cpu)", Metric.ADDED_P50, 5927.0, 5880.5, 5968.0);
  private static final Figure RATE =
      figure("open seccomp-notify", Metric.CAPACITY, 33824.0, null, null);
  private static final Figure UNKNOWN =
      figure("open inotify", Metric.DELIVERY_P50, null, null, null);

  private static GithubActionBenchmark benchmark(
      GithubActionBenchmark.Direction direction, Figure... figures) {
    return new GithubActionBenchmark(SampleFigures.counted(), direction, List.of(figures));
  }

  private static JsonNode json(GithubActionBenchmark benchmark) {
    return DocumentJson.mapper().readTree(benchmark.render());
  }

  @Test
  void anEntryHasTheFieldsThatTheToolReads() {
    JsonNode entry = json(benchmark(SMALLER_IS_BETTER, COST)).get(0);
    assertThat(entry.get("name").asString()).isEqualTo("open \"a\\b\" c (same-cpu): added_p50");
    assertThat(entry.get("unit").asString()).isEqualTo("ns");
    assertThat(entry.get("value").isNumber()).isTrue();
    assertThat(entry.get("value").asDouble()).isEqualTo(5927);
    assertThat(entry.get("range").asString()).isEqualTo("5880.50 to 5968");
    assertThat(entry.get("extra").asString())
        .contains("2 independent observations", "placement: USER_SYNC", "kernel: 6.1.0");
    assertThat(entry.size()).isEqualTo(5);
  }

  @Test
  void oneFileHasOneDirectionAndSaysWhatItLeavesOut() {
    GithubActionBenchmark smaller = benchmark(SMALLER_IS_BETTER, COST, RATE, UNKNOWN);
    assertThat(json(smaller)).hasSize(1);
    assertThat(smaller.notes())
        .containsExactly(
            "1 figures where more is better are left out: --to github-action-benchmark-bigger"
                + " writes them, for a second file.",
            "1 figures have no value and are left out; `ringbench report` says why.");
    JsonNode bigger = json(benchmark(BIGGER_IS_BETTER, COST, RATE));
    assertThat(bigger).hasSize(1);
    assertThat(bigger.get(0).get("unit").asString()).isEqualTo("events/s");
    assertThat(bigger.get(0).has("range")).isFalse();
  }

  @Test
  void anEmptyFileIsRefusedBecauseTheToolRefusesIt() {
    assertThatThrownBy(() -> benchmark(SMALLER_IS_BETTER, RATE).render())
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("where less is better")
        .hasMessageContaining("--to github-action-benchmark-bigger");
    assertThatThrownBy(() -> benchmark(SMALLER_IS_BETTER, UNKNOWN).render())
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("`ringbench report`");
  }

  @Test
  void everyPublishedDocumentHasEntriesWithNamesOfTheirOwn() throws Exception {
    for (Reading document : SampleFigures.allPublished()) {
      GithubActionBenchmark.Direction direction =
          document.head().kind().equals("capacity") ? BIGGER_IS_BETTER : SMALLER_IS_BETTER;
      Set<String> names = new HashSet<>();
      for (JsonNode entry : json(new GithubActionBenchmark(document, direction))) {
        assertThat(names.add(entry.get("name").asString())).as(entry.toString()).isTrue();
        assertThat(entry.get("value").asDouble()).as(entry.toString()).isFinite();
      }
      assertThat(names).as(document.head().file().toString()).isNotEmpty();
    }
  }
}
