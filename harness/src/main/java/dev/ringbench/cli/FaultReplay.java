// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.document.StoredDocument;
import dev.ringbench.fault.FaultDocument;
import dev.ringbench.fault.FaultJson;
import dev.ringbench.fault.FaultPlaces;
import dev.ringbench.fault.Replay;
import dev.ringbench.fault.ReplayDocument;
import dev.ringbench.fault.RolloutModel;
import dev.ringbench.guest.GuestKernel;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.platform.SensorPlatform;
import dev.ringbench.report.MarkdownReports;
import dev.ringbench.report.ReplayReport;
import dev.ringbench.report.SectionTexts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** {@code faults --replay}. */
final class FaultReplay {
  private final SensorPlatform platform;
  private final GuestKernel kernel;

  FaultReplay(SensorPlatform platform, GuestKernel kernel) {
    this.platform = platform;
    this.kernel = kernel;
  }

  /** {@code out}: new directory for the document; null: none is kept. */
  int show(String incident, Path out) {
    Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    FaultPlaces places = new FaultPlaces(platform, kernel);
    List<ReplayDocument.Exhibit> exhibits =
        new Replay(
                places,
                places.directory(),
                (sensor, policy) ->
                    System.err.println("ringbench: replaying in " + sensor + ", " + policy + "."))
            .exhibits();
    List<ReplayDocument.Rollout> rollout = new ArrayList<>();
    for (ReplayDocument.Exhibit exhibit : exhibits) {
      if (exhibit.policy().equals("none") && exhibit.firstCrashMs() != null) {
        rollout.addAll(RolloutModel.of(exhibit.sensor(), exhibit.firstCrashMs() / 1000));
      }
    }
    ReplayDocument document =
        new ReplayDocument(
            "ringbench",
            ReplayDocument.SCHEMA_VERSION,
            Version.text(),
            started.toString(),
            incident,
            platform.environment(),
            new FaultDocument.Guest(
                kernel.release(), places.acceleration().accelerator().toString()),
            exhibits,
            rollout);
    ReplayReport report = new ReplayReport(document);
    System.out.print(SectionTexts.text(report.sections(), Math.max(80, Terminal.width())));
    if (out != null) {
      keep(document, out);
    }
    return 0;
  }

  private static void keep(ReplayDocument document, Path out) {
    try {
      Files.createDirectories(out);
      Files.writeString(
          out.resolve("replay.json"), FaultJson.pretty(document), StandardCharsets.UTF_8);
      Files.writeString(
          out.resolve("replay.md"),
          MarkdownReports.of(new StoredDocument.Replay(out, document)),
          StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw RingbenchException.badInput(
          "--out " + out + ": cannot write there (" + e.getMessage() + ").", e);
    }
  }
}
