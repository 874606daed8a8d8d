// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.experiment.faults.measure.Campaign;
import dev.ringbench.fault.Facts;
import dev.ringbench.fault.FaultRun;
import dev.ringbench.fault.MachineProfile;
import dev.ringbench.fault.Place;
import dev.ringbench.fault.SampleFacts;
import dev.ringbench.fault.StoredRun;
import dev.ringbench.injection.FaultRunner;
import dev.ringbench.model.RingbenchException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a campaign does, in what order and how often; the runs themselves are made up. */
class CampaignTest {
  private static final CampaignPlan PLAN =
      new CampaignPlan(
          1,
          "smoke",
          3,
          List.of("F01", "F15"),
          List.of(
              new CampaignPlan.PlacedSensor("fanotify-permission", Place.HOST),
              new CampaignPlan.PlacedSensor("interposition", Place.HOST)),
          List.of(MachineProfile.BARE, MachineProfile.GUARDED),
          7,
          null,
          2);

  @TempDir Path directory;
  private final List<FaultRun> conducted = Collections.synchronizedList(new ArrayList<>());

  /** Ends the controller, so to speak, after so many. */
  private final class MadeUp implements FaultRunner {
    private final int most;
    private final String trouble;

    MadeUp(int most, String trouble) {
      this.most = most;
      this.trouble = trouble;
    }

    @Override
    public StoredRun conduct(FaultRun run, long stallMs, int worker) {
      if (conducted.size() >= most) {
        throw RingbenchException.machine("killed");
      }
      conducted.add(run);
      return trouble != null && run.sensor().equals("interposition")
          ? StoredRun.trouble(run, trouble)
          : new StoredRun(run, new SampleFacts().facts(run), null, null);
    }

    @Override
    public int workers() {
      return 1;
    }

    @Override
    public void close() {}
  }

  /**
   * Where one of two forms of a defect takes the machine down, whether it comes back is known all
   * the same.
   */
  @Test
  void bothFormsOfADefectAreRebooted() {
    CampaignPlan plan =
        new CampaignPlan(
            1,
            "standard",
            10,
            List.of("F01", "F20"),
            List.of(new CampaignPlan.PlacedSensor("module-ftrace", Place.GUEST)),
            List.of(MachineProfile.BARE),
            7,
            "6.1",
            2);
    for (String fault : plan.faults()) {
      List<FaultRun> rebooted =
          plan.runs(Place.GUEST).stream()
              .filter(run -> run.fault().equals(fault) && run.reboot())
              .toList();
      assertThat(rebooted).hasSize(2);
      assertThat(rebooted.stream().map(run -> run.seed() % 2)).containsExactlyInAnyOrder(0L, 1L);
    }
  }

  private boolean conduct(CampaignDirectory kept, FaultRunner runner, long limitNs) {
    return new Campaign(
            kept,
            place -> runner,
            limitNs,
            new Campaign.Listener() {
              @Override
              public void begins(Place place, int runs) {}

              @Override
              public void done(StoredRun run) {}
            })
        .run();
  }

  private List<StoredRun> kept(CampaignDirectory kept) {
    List<StoredRun> runs = new ArrayList<>();
    kept.forEachRun(runs::add);
    return runs;
  }

  private CampaignDirectory fresh() {
    return CampaignDirectory.create(directory.resolve("campaign"), PLAN);
  }

  private static MadeUp sound(CampaignTest test) {
    return test.new MadeUp(Integer.MAX_VALUE, null);
  }

  @Test
  void goesOnWhereItWasCutOffAndDoesNothingTwice() throws Exception {
    try (CampaignDirectory first = fresh()) {
      assertThatThrownBy(() -> conduct(first, new MadeUp(11, null), Long.MAX_VALUE / 4))
          .hasMessage("killed");
    }
    Path runs = directory.resolve("campaign/runs.jsonl");
    Files.writeString(runs, "{\"run\":{\"num", StandardOpenOption.APPEND); // as kill -9 leaves it
    try (CampaignDirectory again = CampaignDirectory.open(directory.resolve("campaign"))) {
      assertThat(conduct(again, sound(this), Long.MAX_VALUE / 4)).isTrue();
      int planned = PLAN.calibration(Place.HOST).size() + PLAN.runs(Place.HOST).size();
      assertThat(conducted).hasSize(planned).doesNotHaveDuplicates();
      assertThat(kept(again)).hasSize(planned);
    }
  }

  @Test
  void calibratesFirstAndThenMixes() {
    try (CampaignDirectory kept = fresh()) {
      conduct(kept, sound(this), Long.MAX_VALUE / 4);
    }
    assertThat(conducted.subList(0, 8)).allMatch(run -> run.kind().equals(Facts.CALIBRATION));
    List<String> faults = conducted.stream().map(FaultRun::fault).toList();
    assertThat(faults).isNotEqualTo(faults.stream().sorted().toList());
  }

  @Test
  void hasPlacebosForEverySensorAndNothingThatCannotBe() {
    List<FaultRun> runs = PLAN.runs(Place.HOST);
    assertThat(runs.stream().filter(run -> run.kind().equals(Facts.PLACEBO)).count())
        .isGreaterThanOrEqualTo(Math.max(1, runs.size() / 100));
    assertThat(runs)
        .noneMatch(run -> run.sensor().equals("interposition") && run.fault().equals("F15"));
    assertThat(runs.stream().map(FaultRun::seed)).doesNotHaveDuplicates();
  }

  @Test
  void aGuestHasCrashesByRequestAndTwoRebootsACell() {
    CampaignPlan plan =
        new CampaignPlan(
            1,
            "smoke",
            3,
            List.of("F01"),
            List.of(new CampaignPlan.PlacedSensor("module-ftrace-auth", Place.GUEST)),
            List.of(MachineProfile.GUARDED),
            7,
            null,
            2);
    List<FaultRun> runs = plan.runs(Place.GUEST);
    assertThat(runs.stream().filter(run -> run.kind().equals(Facts.KNOWN_BAD)))
        .isNotEmpty()
        .allMatch(FaultRun::reboot);
    assertThat(runs.stream().filter(run -> run.kind().equals(Facts.FAULT) && run.reboot()))
        .hasSize(2);
  }

  @Test
  void aSensorThatDoesNotWorkWithoutAFaultIsUnavailableWithTheReason() {
    try (CampaignDirectory kept = fresh()) {
      conduct(kept, new MadeUp(Integer.MAX_VALUE, "cannot hook: no GOT"), Long.MAX_VALUE / 4);
      FaultMatrix matrix = new FaultMatrix(PLAN, new Grading(kept).graded());
      assertThat(matrix.unavailable())
          .containsExactly(
              new FaultDocument.Unavailable(
                  "interposition", "host", "cannot hook: no GOT", 4 + 2 * 3 + 2 * 3));
      assertThat(matrix.cells())
          .filteredOn(cell -> cell.sensor().equals("interposition"))
          .allMatch(cell -> cell.runs() == 0 && cell.outcome() == null);
      assertThat(conducted.stream().filter(run -> run.sensor().equals("interposition")))
          .as("not tried again for each fault")
          .hasSizeLessThan(5);
    }
  }

  @Test
  void beginsNothingAfterItsTime() {
    try (CampaignDirectory kept = fresh()) {
      assertThat(conduct(kept, sound(this), -TimeUnit.SECONDS.toNanos(1))).isFalse();
    }
    assertThat(conducted).isEmpty();
  }

  @Test
  void theSameRecordsGiveTheSameClasses() {
    try (CampaignDirectory kept = fresh()) {
      conduct(kept, sound(this), Long.MAX_VALUE / 4);
      kept.keepClasses(new Grading(kept).graded(), complaint -> {});
      assertThat(new Grading(kept).graded().stream().map(Kept::of).toList())
          .isEqualTo(kept.classes());
    }
  }

  @Test
  void goesOnWhereAProcessEndedBeforeItHadAPlan() throws Exception {
    Path begun = Files.createDirectories(directory.resolve("campaign/consoles")).getParent();
    Files.writeString(begun.resolve("plan.json.0123456789abcdef.writing"), "{");
    fresh().close();
    assertThat(CampaignDirectory.open(begun).plan()).isEqualTo(PLAN);
    assertThatThrownBy(this::fresh).hasMessageContaining("there is one already");
  }

  @Test
  void refusesWhatIsNoCampaignAndWhatIsThereAlready() throws Exception {
    assertThatThrownBy(() -> CampaignDirectory.open(directory))
        .hasMessageContaining("is no directory of a campaign: there is no plan.json in it");
    fresh().close();
    assertThatThrownBy(this::fresh).hasMessageContaining("there is one already. Go on with it:");
    Files.writeString(directory.resolve("campaign/plan.json"), "{");
    assertThatThrownBy(() -> CampaignDirectory.open(directory.resolve("campaign")))
        .hasMessageContaining("plan.json is damaged");
  }
}
