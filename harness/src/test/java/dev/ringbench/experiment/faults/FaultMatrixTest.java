// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.fault.Classifier;
import dev.ringbench.fault.Facts;
import dev.ringbench.fault.FaultRun;
import dev.ringbench.fault.MachineProfile;
import dev.ringbench.fault.Place;
import dev.ringbench.fault.SampleFacts;
import dev.ringbench.fault.StoredRun;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What cells and shares are made of; the runs themselves are made up. */
class FaultMatrixTest {
  private static final CampaignPlan PLAN =
      new CampaignPlan(
          1,
          "smoke",
          3,
          List.of("F01"),
          List.of(new CampaignPlan.PlacedSensor("fanotify-permission", Place.HOST)),
          List.of(MachineProfile.BARE),
          7,
          null,
          2);

  private static final List<FaultRun> FAULTS =
      PLAN.runs(Place.HOST).stream().filter(run -> run.kind().equals(Facts.FAULT)).toList();

  private final List<GradedRun> graded = new ArrayList<>();

  /** A run whose sensor ended; the fault came at 40 ms. */
  private void ended(Double detectedMs, String refused) {
    SampleFacts facts = new SampleFacts();
    facts.exits = List.of(new Facts.Exit(52, 11, 0, false));
    facts.timeline = new Facts.Timeline(0.0, detectedMs, null, null);
    facts.refused = refused;
    StoredRun stored = new StoredRun(FAULTS.get(graded.size()), facts.facts(), null, null);
    graded.add(
        GradedRun.of(stored, Classifier.classify(facts.facts(), null, "", SampleFacts.BAND, null)));
  }

  private static final CampaignPlan KILLS =
      new CampaignPlan(
          1,
          "smoke",
          6,
          List.of("F01", "F16"),
          List.of(
              new CampaignPlan.PlacedSensor("bpf-lsm-auth", Place.GUEST),
              new CampaignPlan.PlacedSensor("fanotify-permission", Place.HOST)),
          List.of(MachineProfile.BARE),
          7,
          "6.1.0",
          2);

  /** Runs of both places, with whatever form each told. */
  private void kills(Function<FaultRun, String> form) {
    for (Place place : Place.values()) {
      for (FaultRun run : KILLS.runs(place)) {
        SampleFacts facts = new SampleFacts();
        facts.form = place == Place.GUEST ? form.apply(run) : null;
        double recoveredMs = "pinned".equals(facts.form) ? 60 : 900;
        facts.timeline = new Facts.Timeline(0.0, 50.0, null, recoveredMs);
        graded.add(
            GradedRun.of(
                new StoredRun(run, facts.facts(), null, null),
                Classifier.classify(facts.facts(), null, "", SampleFacts.BAND, null)));
      }
    }
  }

  @Test
  void aRunWithoutAFormIsOfNoneOfThem() {
    kills(run -> null);
    assertThat(new FaultMatrix(KILLS, graded).forms()).isEmpty();
    graded.clear();
    kills(run -> run.seed() % 2 == 1 ? "pinned" : null);
    assertThat(new FaultMatrix(KILLS, graded).forms())
        .extracting(form -> form.fault() + " " + form.form() + " " + form.share().of())
        .containsExactly("F16 pinned 3", "F16 unknown 3");
  }

  @Test
  void aPinnedProgramIsAnotherForm() {
    kills(run -> run.seed() % 2 == 1 ? "pinned" : "not pinned");
    assertThat(new FaultMatrix(KILLS, graded).forms())
        .extracting(form -> form.sensor() + " " + form.form() + " " + form.times().recover().p50())
        .containsExactly("bpf-lsm-auth not pinned 860.0", "bpf-lsm-auth pinned 20.0");
  }

  @Test
  void aDeathThatNobodySawCountsAndARefusalIsNone() {
    ended(52.5, null);
    ended(null, null);
    ended(null, "the verifier refused it");
    assertThat(new FaultMatrix(PLAN, graded).detections())
        .singleElement()
        .satisfies(
            detection -> {
              assertThat(detection.of()).isEqualTo("sensor death");
              assertThat(detection.share().hits()).isEqualTo(1);
              assertThat(detection.share().of()).isEqualTo(2);
              assertThat(detection.shareWithin()).isEqualTo(0.5);
            });
  }
}
