// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.experiment.faults.FaultDocument.Cell;
import dev.ringbench.experiment.faults.FaultDocument.Share;
import dev.ringbench.experiment.faults.FaultDocument.Times;
import dev.ringbench.fault.Band;
import dev.ringbench.fault.Guest;
import dev.ringbench.fault.MachineProfile;
import dev.ringbench.fault.Outcome;
import dev.ringbench.fault.Place;
import dev.ringbench.fault.SecurityEffect;
import dev.ringbench.platform.linux.HostFacts;
import dev.ringbench.render.MarkdownReport;
import dev.ringbench.render.TextReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FaultSectionsTest {
  private static final CampaignPlan PLAN =
      new CampaignPlan(
          1,
          "smoke",
          30,
          List.of("F15"),
          List.of(
              new CampaignPlan.PlacedSensor("module-ftrace-auth", Place.GUEST),
              new CampaignPlan.PlacedSensor("fanotify-permission", Place.HOST),
              new CampaignPlan.PlacedSensor("bpf-lsm-auth", Place.GUEST)),
          List.of(MachineProfile.BARE, MachineProfile.GUARDED),
          7,
          null,
          2);

  private static Cell cell(
      String sensor, String machine, Outcome predicted, Outcome observed, SecurityEffect effect) {
    return new Cell(
        "F15",
        "FREEZE",
        sensor,
        "host",
        machine,
        observed == null ? "kernel code is not stopped with a process" : null,
        predicted,
        Set.of(SecurityEffect.STALLED),
        "callers stall",
        30,
        observed == null ? 0 : 30,
        30,
        0,
        observed,
        observed,
        observed == null ? null : new Share(30, 30, 0.8843, 1),
        observed == null ? Map.of() : Map.of(observed, 30),
        effect == null ? Map.of() : Map.of(effect, 30),
        new Times(null, null, null, null, 0, null),
        0,
        0,
        0);
  }

  private static FaultDocument document() {
    return new FaultDocument(
        "ringbench",
        1,
        "0",
        "2026-11-25T10:00:00Z",
        "complete",
        null,
        PLAN,
        new HostFacts(Path.of("/nonexistent")).read(),
        new Guest("6.1.0", "tcg"),
        Map.of("host", new Band(3, 2, 4)),
        Map.of("host", 40_000.0),
        List.of(
            cell("module-ftrace-auth", "bare", null, null, null),
            cell("module-ftrace-auth", "guarded", null, null, null),
            cell("fanotify-permission", "bare", Outcome.B4, Outcome.B4, SecurityEffect.STALLED),
            cell("fanotify-permission", "guarded", Outcome.B2, Outcome.B2, SecurityEffect.OPEN),
            cell("bpf-lsm-auth", "bare", Outcome.B1, Outcome.B2, null),
            cell("bpf-lsm-auth", "guarded", Outcome.B1, Outcome.B2, SecurityEffect.OPEN)),
        List.of(),
        List.of(),
        List.of(),
        List.of(new FaultDocument.Unavailable("interposition", "host", "run as root", 12)));
  }

  private final String text = TextReport.of(new FaultSections(document()).sections(), 80);

  @Test
  void fitsEightyColumns() {
    assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
  }

  @Test
  void marksWhatWasNotPredictedAndSaysWhere() {
    assertThat(text).containsPattern("F15 FREEZE +- +B4 +B2!");
    assertThat(text.replaceAll("\\s+", " "))
        .contains("F15 FREEZE: B2, predicted B1 (callers stall) in bpf-lsm-auth.");
  }

  @Test
  void noEffectInSoManyRunsIsNotNone() {
    assertThat(FaultSections.neverSeenIn(15)).isEqualTo("none of 15 leaves up to 22 %");
    assertThat(text.replaceAll("\\s+", " "))
        .contains(
            "in none of the cell's runs, which does not mean never: none of 30 leaves up to 12 %");
  }

  @Test
  void marksProtectionThatWasNotPredicted() {
    assertThat(text.substring(text.indexOf("What a fault does to protection, machine bare")))
        .containsPattern("F15 FREEZE +- +S +0!");
  }

  @Test
  void saysWhereUserModeIsWorseAndWhatTheMachineDecides() {
    assertThat(text.replaceAll("\\s+", " "))
        .contains(
            "F15 FREEZE: fanotify-permission B4 (stalled); module-ftrace-auth cannot have it,"
                + " machine bare.")
        .contains("F15 FREEZE in fanotify-permission: bare B4, guarded B2.");
  }

  @Test
  void showsBoundsBesideThePrediction() {
    assertThat(text).contains("B1 -> B2!  30/30 [88,100]%");
  }

  @Test
  void namesWhatCannotBeAndWhatIsNotThere() {
    assertThat(text.replaceAll("\\s+", " "))
        .contains("F15 in module-ftrace-auth: kernel code is not stopped with a process.")
        .contains("interposition (host), 12 runs: run as root");
  }

  @Test
  void theSameAsMarkdown() {
    assertThat(MarkdownReport.of("Faults", new FaultSections(document()).sections()))
        .startsWith("# Faults\n")
        .contains("| F15 FREEZE | - | B4 | B2! |");
  }
}
