// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.export;

import dev.ringbench.document.Experiments;
import dev.ringbench.document.Reading;
import dev.ringbench.figure.Figure;
import dev.ringbench.figure.Metric;
import dev.ringbench.figure.RowName;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Placement;
import dev.ringbench.stats.Observation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Figures of a test's own, and the documents that are published. */
final class SampleFigures {
  static final Path PUBLISHED = Path.of("../results/published");

  private SampleFigures() {}

  static Figure figure(String row, Metric metric, Double value, Double low, Double high) {
    return new Figure(
        new RowName(row, "seccomp-notify", Placement.USER_SYNC, null, Handoff.NONE, ""),
        metric,
        value,
        low,
        high,
        List.of(new Observation(0, 0, 1), new Observation(1, 0, 2)),
        null,
        null);
  }

  static Reading published(String file) {
    return Experiments.read(PUBLISHED.resolve(file));
  }

  static Reading counted() {
    return published("2026-11-26-guest-6.1-deterministic/result.json");
  }

  /** Each of them but replays and fleets, which have no figures. */
  static List<Reading> allPublished() throws IOException {
    try (Stream<Path> files = Files.walk(PUBLISHED, 2)) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .filter(file -> !file.endsWith("replay.json") && !file.endsWith("fleet.json"))
          .sorted()
          .map(Experiments::read)
          .toList();
    }
  }
}
