// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.document.StoredDocument;
import dev.ringbench.fault.FaultDocument;
import dev.ringbench.fault.FaultJson;
import dev.ringbench.fault.FaultPlaces;
import dev.ringbench.fault.Replay;
import dev.ringbench.fault.ReplayDocument;
import dev.ringbench.fault.RolloutModel;
import dev.ringbench.files.AtomicFile;
import dev.ringbench.files.OutputFile;
import dev.ringbench.files.Outputs;
import dev.ringbench.files.SafeDocument;
import dev.ringbench.guest.GuestKernel;
import dev.ringbench.platform.SensorPlatform;
import dev.ringbench.report.MarkdownReports;
import dev.ringbench.report.ReplayReport;
import dev.ringbench.report.SectionTexts;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** {@code faults --replay}. */
final class FaultReplay {
  private final SensorPlatform platform;
  private final GuestKernel kernel;
  private final Path directory;
  private final SafeDocument json;
  private final OutputFile markdown;

  /** {@code out}: directory for the document; null: none is kept. */
  FaultReplay(SensorPlatform platform, GuestKernel kernel, Outputs outputs, Path out) {
    this.platform = platform;
    this.kernel = kernel;
    directory = out == null ? null : outputs.directory("--out", out);
    json =
        out == null
            ? null
            : GrowingDocument.safe(outputs.file("--out", out.resolve("replay.json")));
    markdown = out == null ? null : outputs.file("--out", out.resolve("replay.md"));
  }

  /** Replays and shows. */
  int show(String incident) {
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
    return json == null ? 0 : keep(document);
  }

  private int keep(ReplayDocument document) {
    json.save(AtomicFile.Content.of(FaultJson.pretty(document)));
    if (json.exitCode() == 0) {
      markdown.write(
          AtomicFile.Content.of(
              MarkdownReports.of(new StoredDocument.Replay(directory, document))));
    }
    return json.exitCode();
  }
}
