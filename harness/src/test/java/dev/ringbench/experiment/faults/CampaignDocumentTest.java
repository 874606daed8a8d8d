// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.fault.Facts;
import dev.ringbench.fault.FaultRun;
import dev.ringbench.fault.MachineProfile;
import dev.ringbench.fault.Place;
import dev.ringbench.fault.SampleFacts;
import dev.ringbench.fault.StoredRun;
import dev.ringbench.files.ContentText;
import dev.ringbench.platform.linux.HostFacts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CampaignDocumentTest {
  private static final CampaignPlan PLAN =
      new CampaignPlan(
          1,
          "smoke",
          3,
          List.of("F01", "F13"),
          List.of(new CampaignPlan.PlacedSensor("fanotify-permission", Place.HOST)),
          List.of(MachineProfile.BARE),
          7,
          null,
          2);

  @TempDir Path directory;
  private Path file;
  private FaultDocument document;

  @BeforeEach
  void made() {
    file = directory.resolve(CampaignDocument.DOCUMENT);
    try (CampaignDirectory kept = CampaignDirectory.create(directory.resolve("c"), PLAN)) {
      PLAN.calibration(Place.HOST)
          .forEach(run -> kept.add(new StoredRun(run, new SampleFacts().facts(run), null, null)));
      PLAN.runs(Place.HOST).forEach(run -> kept.add(new StoredRun(run, facts(run), null, null)));
      Grading grading = new Grading(kept);
      document =
          CampaignDocument.document(
              PLAN,
              grading,
              grading.graded(),
              "0",
              "2026-11-25T10:00:00Z",
              null,
              new HostFacts(Path.of("/nonexistent")).read(),
              null,
              Map.of("host", 40_000.0));
    }
  }

  /** Each of F13 with the form that its conductor would tell. */
  private static Facts facts(FaultRun run) {
    SampleFacts facts = new SampleFacts();
    facts.form =
        run.fault().equals("F13")
            ? List.of(1, 10, 100, 1000).get((int) run.seed() % 4) + " ms"
            : null;
    return facts.facts(run);
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text, StandardCharsets.UTF_8);
  }

  @Test
  void comesBackAsItWas() throws Exception {
    write(ContentText.of(CampaignDocument.content(document)));
    assertThat(CampaignDocument.read(file)).isEqualTo(document);
    assertThat(CampaignDocument.read(directory)).isEqualTo(document);
  }

  @Test
  void countsEveryRunOnceAndTellsPlacebosApart() {
    assertThat(document.cells()).hasSize(2).allMatch(cell -> cell.activated() == 3);
    assertThat(document.selfChecks()).hasSize(1).allMatch(check -> check.as() == check.of());
    assertThat(document.bands().get("host").stallMs()).isEqualTo(1000);
    assertThat(document.forms().stream().mapToInt(form -> form.share() == null ? 0 : 1).sum())
        .as("three runs of F13 have three of its four delays")
        .isEqualTo(3);
  }

  @Test
  void namesWhatIsWrongWithAFile() throws Exception {
    String text = ContentText.of(CampaignDocument.content(document));
    write(text.substring(0, text.length() / 2));
    assertThatThrownBy(() -> CampaignDocument.read(file)).hasMessageContaining("no whole JSON");
    write("{}");
    assertThatThrownBy(() -> CampaignDocument.read(file))
        .hasMessageContaining("no Ringbench result");
    write(text.replace("\"fault_schema_version\":1", "\"fault_schema_version\":2"));
    assertThatThrownBy(() -> CampaignDocument.read(file))
        .hasMessageContaining("Use a newer Ringbench");
    write(text.replace("\"B1\"", "\"B11\""));
    assertThatThrownBy(() -> CampaignDocument.read(file))
        .hasMessageContaining("breaks the schema of `ringbench faults`");
    assertThatThrownBy(() -> CampaignDocument.read(directory.resolve("none")))
        .hasMessageContaining("There is no file");
    Path empty = Files.createDirectory(directory.resolve("campaign"));
    assertThatThrownBy(() -> CampaignDocument.read(empty))
        .hasMessageContaining("`ringbench faults` makes one");
  }
}
