// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.check.Check;
import dev.ringbench.fault.FaultRun;
import dev.ringbench.fault.GuestFacts;
import dev.ringbench.fault.MachineProfile;
import dev.ringbench.fault.Outcome;
import dev.ringbench.fault.Place;
import dev.ringbench.fault.SampleFacts;
import dev.ringbench.fault.StoredRun;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.platform.linux.HostFacts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Raw runs in one file: all that the directory had, and nothing that a stranger put there. */
class CampaignArchiveTest {
  private static final CampaignPlan PLAN =
      new CampaignPlan(
          1,
          "smoke",
          2,
          List.of("F01", "F15"),
          List.of(
              new CampaignPlan.PlacedSensor("fanotify-permission", Place.HOST),
              new CampaignPlan.PlacedSensor("module-ftrace", Place.GUEST)),
          List.of(MachineProfile.BARE),
          7,
          "6.1.0-57-amd64",
          2);
  private static final String OOPS =
      """
      [    5.1] BUG: kernel NULL pointer dereference, address: 0000000000000008
      [    5.2] Oops: 0000 [#1] PREEMPT SMP NOPTI
      """;

  @TempDir Path temporary;
  private Path campaign;
  private Path archive;

  @BeforeEach
  void made() {
    campaign = temporary.resolve("campaign");
    archive = campaign.resolve(CampaignArchive.FILE);
    try (CampaignDirectory kept = CampaignDirectory.create(campaign, PLAN)) {
      for (Place place : Place.values()) {
        PLAN.calibration(place).forEach(run -> kept.add(stored(kept, run, "all is well\n")));
        PLAN.runs(place)
            .forEach(run -> kept.add(stored(kept, run, run.number() % 2 == 0 ? OOPS : "\n")));
      }
      List<GradedRun> graded = new Grading(kept).graded();
      kept.keepClasses(graded, complaint -> {});
      kept.keepArchive(graded, complaint -> {});
      kept.keep(
          CampaignDocument.DOCUMENT, CampaignDocument.content(document(kept)), complaint -> {});
    }
  }

  private static StoredRun stored(CampaignDirectory kept, FaultRun run, String console) {
    GuestFacts guest =
        run.place() == Place.HOST
            ? null
            : new GuestFacts(
                kept.keepConsole(run, console),
                List.of("RESUME"),
                true,
                null,
                false,
                true,
                null,
                Map.of("0", 12.0),
                null,
                null);
    return new StoredRun(run, new SampleFacts().facts(run), guest, null);
  }

  private static FaultDocument document(CampaignRuns runs) {
    Grading grading = new Grading(runs);
    return CampaignDocument.document(
        runs.plan(),
        grading,
        grading.graded(),
        "0",
        "2026-11-30T00:00:00Z",
        null,
        new HostFacts(Path.of("/nonexistent")).read(),
        null,
        Map.of());
  }

  @Test
  void theFileHasAllThatTheDirectoryHad() {
    CampaignRuns published = CampaignRuns.open(archive);
    try (CampaignDirectory directory = CampaignDirectory.open(campaign)) {
      assertThat(published.plan()).isEqualTo(directory.plan());
      assertThat(published.classes()).isEqualTo(directory.classes()).isNotEmpty();
      assertThat(recorded(published)).isEqualTo(recorded(directory)).isNotEmpty();
      assertThat(new Grading(published).graded()).isEqualTo(new Grading(directory).graded());
      assertThat(document(published)).isEqualTo(document(directory));
    }
    assertThat(new Grading(published).graded())
        .as("consoles came along")
        .anyMatch(run -> run.outcome() == Outcome.B6);
  }

  private static List<String> recorded(CampaignRuns runs) {
    List<String> recorded = new ArrayList<>();
    runs.forEachRun(run -> recorded.add(run + runs.console(run)));
    return recorded;
  }

  @Test
  void aFolderThatWasPublishedIsReadByItsFile() throws IOException {
    Path published = Files.createDirectory(temporary.resolve("published"));
    Files.copy(archive, published.resolve(CampaignArchive.FILE));
    assertThat(CampaignRuns.open(published)).isInstanceOf(CampaignArchive.class);
    assertThat(CampaignRuns.open(campaign)).isInstanceOf(CampaignDirectory.class);
  }

  @Test
  void classesThatDoNotFollowFromTheRunsAreFound() throws IOException {
    assertThat(check().status()).as(check().detail()).isEqualTo(Check.Status.OK);
    rewrite(
        text -> text.replace("BUG: kernel NULL pointer dereference, address", "nothing to see"));
    rewrite(text -> text.replace("Oops: 0000", "nothing"));
    assertThat(check().status()).isEqualTo(Check.Status.FAILED);
    assertThat(check().detail()).contains("come to another class than was kept");
    Files.delete(archive);
    assertThat(check().status()).isEqualTo(Check.Status.NOT_APPLICABLE);
  }

  private Check check() {
    Path file = campaign.resolve(CampaignDocument.DOCUMENT);
    return RawRunsCheck.of(file, CampaignDocument.read(file));
  }

  private void rewrite(UnaryOperator<String> change) throws IOException {
    String before;
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(archive))) {
      before = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    String after = change.apply(before);
    assertThat(after).isNotEqualTo(before);
    write(after.getBytes(StandardCharsets.UTF_8));
  }

  private void write(byte[] text) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(archive))) {
      new ByteArrayInputStream(text).transferTo(out);
    }
  }

  private void refused(String why) {
    assertThatThrownBy(() -> new Grading(CampaignRuns.open(archive)).graded())
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aBombIsLeftWhenItHasUnpackedToMoreThanALine() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    byte[] blank = new byte[1 << 20];
    java.util.Arrays.fill(blank, (byte) ' ');
    try (OutputStream out = new GZIPOutputStream(packed)) {
      for (int i = 0; i < 64; i++) {
        out.write(blank);
      }
    }
    Files.write(archive, packed.toByteArray());
    refused("characters");
  }

  @Test
  void deepAndDamagedTextsAreRefused() throws IOException {
    write(("{\"plan\":" + "[".repeat(100_000) + "\n").getBytes(StandardCharsets.UTF_8));
    refused("damaged");
    write("{}\n{}\n".getBytes(StandardCharsets.UTF_8));
    refused("line 1 has no plan");
    Files.writeString(archive, "{\"plan\":{}}\n");
    refused("Cannot read");
  }

  @Test
  void aFileThatWasCutOffIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(archive);
    Files.write(archive, java.util.Arrays.copyOf(whole, whole.length / 2));
    refused("Cannot read");
  }

  @Test
  void factsOfAnotherRunAreRefused() throws IOException {
    rewrite(text -> text.replaceFirst("(?s)(.*\"facts\":\\{.*?\"seed\":)\\d+", "$199"));
    refused("line");
  }

  @Test
  void aRunThatIsThereTwiceIsRefused() throws IOException {
    rewrite(text -> text + text.lines().reduce("", (before, line) -> line) + "\n");
    refused("twice");
  }

  @Test
  void aRunThatWasNotPlannedIsRefused() throws IOException {
    rewrite(text -> text.replace("\"number\":3,", "\"number\":300,"));
    refused("not the one of that number in the plan");
  }

  @Test
  void aConsoleOfAHostIsRefused() throws IOException {
    rewrite(text -> text.replaceFirst("\"console\":null\\}", "\"console\":\"Oops\"}"));
    refused("a console of a run that says it had none");
  }

  @Test
  void aLinkIsNotFollowed() throws IOException {
    Path elsewhere = temporary.resolve("elsewhere");
    Files.move(archive, elsewhere);
    Files.createSymbolicLink(archive, elsewhere);
    refused("is no regular file");
  }
}
