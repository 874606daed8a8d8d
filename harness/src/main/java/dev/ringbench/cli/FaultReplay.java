// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.document.DocumentHead;
import dev.ringbench.experiment.replay.ReplayDocument;
import dev.ringbench.experiment.replay.ReplayReading;
import dev.ringbench.experiment.replay.RolloutModel;
import dev.ringbench.experiment.replay.measure.Replay;
import dev.ringbench.fault.Guest;
import dev.ringbench.files.AtomicFile;
import dev.ringbench.files.OutputFile;
import dev.ringbench.files.Outputs;
import dev.ringbench.files.SafeDocument;
import dev.ringbench.guest.GuestKernel;
import dev.ringbench.injection.FaultPlaces;
import dev.ringbench.platform.SensorPlatform;
import dev.ringbench.render.MarkdownReport;
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
    FaultPlaces places = new FaultPlaces(platform.files(), platform.changes(), kernel);
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
            DocumentHead.GENERATOR,
            ReplayDocument.SCHEMA_VERSION,
            Version.text(),
            started.toString(),
            incident,
            platform.machine().environment(),
            new Guest(kernel.release(), places.acceleration().accelerator().toString()),
            exhibits,
            rollout);
    ReplayReading report = new ReplayReading(directory, document);
    Terminal.print(report.report());
    return json == null ? 0 : keep(report);
  }

  private int keep(ReplayReading report) {
    json.save(ReplayDocument.FORM.content(report.document()));
    if (json.exitCode() == 0) {
      markdown.write(AtomicFile.Content.of(MarkdownReport.of(report)));
    }
    return json.exitCode();
  }
}
