// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import dev.ringbench.experiment.faults.measure.Campaign;
import dev.ringbench.fault.Facts;
import dev.ringbench.fault.FaultRun;
import dev.ringbench.fault.Guest;
import dev.ringbench.fault.GuestFacts;
import dev.ringbench.fault.MachineProfile;
import dev.ringbench.fault.Place;
import dev.ringbench.fault.SampleFacts;
import dev.ringbench.fault.StoredRun;
import dev.ringbench.injection.FaultRunner;
import dev.ringbench.model.Environment;
import dev.ringbench.platform.linux.HostFacts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Campaigns whose runs are made up: what a run comes to follows from its seed alone, so that it is
 * the same on whatever machine.
 */
public final class MadeUpCampaigns {
  /** Host and guest, four faults, two setups. */
  public static final CampaignPlan PLAN =
      new CampaignPlan(
          1,
          "smoke",
          5,
          List.of("F01", "F08", "F13", "F15"),
          List.of(
              new CampaignPlan.PlacedSensor("fanotify-permission", Place.HOST),
              new CampaignPlan.PlacedSensor("interposition", Place.HOST),
              new CampaignPlan.PlacedSensor("module-ftrace", Place.GUEST)),
          List.of(MachineProfile.BARE, MachineProfile.GUARDED),
          7,
          "6.1.0-57-amd64",
          2);

  private static final String OOPS =
      """
      [    5.1] BUG: kernel NULL pointer dereference, address: 0000000000000008
      [    5.2] Oops: 0000 [#1] PREEMPT SMP NOPTI
      """;

  private MadeUpCampaigns() {}

  /** A machine of the recorded ones: "amd-vm", "intel-laptop". */
  public static Environment machine(String recorded) {
    return new HostFacts(Path.of("src/test/resources/host-trees", recorded)).read();
  }

  /**
   * Conducts a campaign and keeps what {@code ringbench faults} keeps.
   *
   * @param most runs that are begun; the rest is left as a time limit leaves it
   */
  public static FaultDocument conduct(
      Path directory,
      CampaignPlan plan,
      String build,
      Environment machine,
      String startedAt,
      int most) {
    return conduct(directory, plan, build, machine, startedAt, most, 0);
  }

  /** The same; {@code luck} changes what some runs come to, as a second try of a shard may. */
  public static FaultDocument conduct(
      Path directory,
      CampaignPlan plan,
      String build,
      Environment machine,
      String startedAt,
      int most,
      int luck) {
    try (CampaignDirectory kept = CampaignDirectory.create(directory, plan)) {
      int[] done = new int[1];
      for (Place place : Place.values()) {
        for (List<FaultRun> runs : List.of(plan.calibration(place), plan.runs(place))) {
          for (FaultRun run : runs) {
            if (done[0]++ < most) {
              kept.add(stored(kept, run, luck));
            }
          }
        }
      }
      Grading grading = new Grading(kept);
      List<GradedRun> graded = grading.graded();
      FaultDocument document =
          CampaignDocument.document(
              plan,
              grading,
              graded,
              build,
              startedAt,
              plan.shard() == null ? null : "these are the runs of shard " + plan.shard(),
              machine,
              new Guest(plan.guestKernel(), "kvm"),
              Map.of());
      kept.keepClasses(graded, complaint -> {});
      kept.keepArchive(graded, complaint -> {});
      kept.keep(CampaignDocument.DOCUMENT, CampaignDocument.content(document), complaint -> {});
      return document;
    }
  }

  /** A runner of such runs, for {@link Campaign}. */
  static FaultRunner runner(CampaignDirectory kept) {
    return new FaultRunner() {
      @Override
      public StoredRun conduct(FaultRun run, long stallMs, int worker) {
        return stored(kept, run, 0);
      }

      @Override
      public int workers() {
        return 1;
      }

      @Override
      public void close() {}
    };
  }

  private static StoredRun stored(CampaignDirectory kept, FaultRun run, int luck) {
    boolean faulty = run.kind().equals(Facts.FAULT);
    SampleFacts facts = new SampleFacts();
    if (run.fault().equals("F13")) {
      facts.form = List.of(1, 10, 100, 1000).get((int) (run.seed() % 4)) + " ms";
    }
    long kind = (run.seed() + luck) % 3;
    if (faulty && kind > 0) {
      facts.exits = List.of(new Facts.Exit(52, 11, 0, false));
      facts.timeline = new Facts.Timeline(0.0, 50.0 + run.seed() % 7, null, 160.0 + kind);
    }
    GuestFacts guest =
        run.place() == Place.HOST
            ? null
            : new GuestFacts(
                kept.keepConsole(run, faulty && kind > 0 ? OOPS : "all is well\n"),
                List.of("RESUME"),
                true,
                null,
                false,
                true,
                null,
                Map.of("0", 12.0),
                null,
                null);
    return new StoredRun(run, facts.facts(run), guest, null);
  }
}
