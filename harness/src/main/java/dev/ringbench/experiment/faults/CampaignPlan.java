// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ringbench.fault.Catalogue;
import dev.ringbench.fault.Facts;
import dev.ringbench.fault.FaultRun;
import dev.ringbench.fault.FaultSensor;
import dev.ringbench.fault.MachineProfile;
import dev.ringbench.fault.Place;
import dev.ringbench.model.Shard;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * What a campaign consists of. The same plan gives the same runs, so a campaign that was cut off
 * goes on where it was.
 *
 * @param format of the directory; 1
 * @param profile name of the {@link CampaignProfile}
 * @param sensors with the place of each
 * @param seed of the order, and of the runs' seeds and triggers
 * @param guestKernel release of the guests' kernel; null: none is used
 * @param catalogue version of the {@link Catalogue} by which it was made; null: 1
 * @param shard which of its runs are to be done; null: all of them
 */
public record CampaignPlan(
    int format,
    String profile,
    int runsOfCell,
    List<String> faults,
    List<PlacedSensor> sensors,
    List<MachineProfile> machineProfiles,
    long seed,
    String guestKernel,
    Integer catalogue,
    @JsonInclude(JsonInclude.Include.NON_NULL) CampaignShard shard) {
  /** The newest that this version writes. */
  public static final int FORMAT = 1;

  /** Runs without a fault of each sensor, from which the fault-free band is taken. */
  public static final int CALIBRATION_RUNS = 4;

  /** One in so many is a run without a fault, and in guests a crash by the kernel's own means. */
  private static final int SELF_CHECK_EACH = 50;

  private static final int LEAST_PLACEBOS = 3;

  /** A reboot takes four times as long as a run: with more of them there would be fewer runs. */
  private static final int REBOOT_EACH = 50;

  private static final int LEAST_TRIGGER = 20;
  private static final int TRIGGER_SPAN = 120;
  private static final int SEEDS = Integer.MAX_VALUE;
  private static final int FORMS = 20;
  private static final int FORM_STEP = 7;

  /** A sensor and where its runs take place. */
  public record PlacedSensor(String id, Place place) {
    /** Its descriptor. */
    public FaultSensor sensor() {
      return FaultSensor.of(id);
    }
  }

  /** A plan of which all runs are to be done. */
  public CampaignPlan(
      int format,
      String profile,
      int runsOfCell,
      List<String> faults,
      List<PlacedSensor> sensors,
      List<MachineProfile> machineProfiles,
      long seed,
      String guestKernel,
      Integer catalogue) {
    this(
        format,
        profile,
        runsOfCell,
        faults,
        sensors,
        machineProfiles,
        seed,
        guestKernel,
        catalogue,
        null);
  }

  /** A part of this plan, which {@code build} of Ringbench runs. */
  public CampaignPlan cut(Shard part, String build) {
    return with(CampaignShard.of(whole(), part, build));
  }

  /** The plan that this one is a shard of; itself, where it is none. */
  public CampaignPlan whole() {
    return shard == null ? this : with(null);
  }

  private CampaignPlan with(CampaignShard part) {
    return new CampaignPlan(
        format,
        profile,
        runsOfCell,
        faults,
        sensors,
        machineProfiles,
        seed,
        guestKernel,
        catalogue,
        part);
  }

  /**
   * The shard that each run is dealt to, by the number of the run. Runs are dealt cell by cell, and
   * those with a reboot apart, so that shards differ by one run of a cell and take about as long.
   * Calibration is not dealt: each shard has all of it, for its own machine.
   */
  Map<Integer, Integer> shardsOf(int shards) {
    Map<Integer, Integer> dealt = new HashMap<>();
    for (Place place : Place.values()) {
      Map<String, List<FaultRun>> cells = new TreeMap<>();
      for (FaultRun run : allRuns(place)) {
        cells.computeIfAbsent(run.reboot() + " " + run.cell(), cell -> new ArrayList<>()).add(run);
      }
      for (List<FaultRun> cell : cells.values()) {
        for (FaultRun run : cell) {
          dealt.put(run.number(), Shard.ofPosition(dealt.size(), shards));
        }
      }
    }
    return dealt;
  }

  /** The catalogue's version; there may be no such one yet in this build. */
  public int catalogueVersion() {
    return catalogue == null ? 1 : catalogue;
  }

  /** What was predicted when it was made. */
  public Catalogue predictions() {
    return Catalogue.load().as(catalogueVersion());
  }

  /** Whether any of it takes place in guests. */
  public boolean hasGuests() {
    return !at(Place.GUEST).isEmpty();
  }

  /**
   * Those from which the band is taken, before all others of that place. A shard has all of them,
   * because a band is of one machine, unless it has no other run there.
   */
  public List<FaultRun> calibration(Place place) {
    return shard != null && runs(place).isEmpty() ? List.of() : wholeCalibration(place);
  }

  private List<FaultRun> wholeCalibration(Place place) {
    Random random = new Random(seed ^ place.label().hashCode());
    List<FaultRun> runs = new ArrayList<>();
    for (PlacedSensor placed : at(place)) {
      for (int i = 0; i < CALIBRATION_RUNS; i++) {
        runs.add(run(Facts.CALIBRATION, "none", placed, MachineProfile.BARE, random, i));
      }
    }
    return numbered(runs, place == Place.HOST ? 0 : 1_000_000);
  }

  /** All others of a place that are to be done, in random order. */
  public List<FaultRun> runs(Place place) {
    List<FaultRun> all = allRuns(place);
    if (shard == null) {
      return all;
    }
    Map<Integer, Integer> dealt = shardsOf(shard.of());
    return all.stream().filter(run -> dealt.get(run.number()) == shard.number()).toList();
  }

  private List<FaultRun> allRuns(Place place) {
    Random random = new Random(seed + 1 + place.label().hashCode());
    Catalogue predictions = predictions();
    List<FaultRun> runs = new ArrayList<>();
    for (PlacedSensor placed : at(place)) {
      for (MachineProfile profile : machineProfiles) {
        for (String id : faults) {
          if (Catalogue.notApplicable(predictions.fault(id), placed.sensor()) == null) {
            for (int i = 0; i < runsOfCell; i++) {
              runs.add(run(Facts.FAULT, id, placed, profile, random, i));
            }
          }
        }
        int placebos = Math.max(LEAST_PLACEBOS, faults.size() * runsOfCell / SELF_CHECK_EACH);
        for (int i = 0; i < placebos; i++) {
          runs.add(run(Facts.PLACEBO, "none", placed, profile, random, i));
        }
      }
    }
    if (place == Place.GUEST && !runs.isEmpty()) {
      int knownBad = Math.max(2, runs.size() / SELF_CHECK_EACH / 2);
      PlacedSensor any = at(place).get(0);
      for (int i = 0; i < knownBad; i++) {
        runs.add(run(Facts.KNOWN_BAD, "none", any, MachineProfile.BARE, random, i));
      }
    }
    Collections.shuffle(runs, random);
    return numbered(runs, wholeCalibration(place).size() + (place == Place.HOST ? 0 : 1_000_000));
  }

  private List<PlacedSensor> at(Place place) {
    return sensors.stream().filter(placed -> placed.place() == place).toList();
  }

  private static FaultRun run(
      String kind,
      String fault,
      PlacedSensor placed,
      MachineProfile profile,
      Random random,
      int i) {
    // Forms of a defect are chosen by the seed modulo 2, 4 and 5: a few runs see most of them.
    long seed = (long) random.nextInt(SEEDS / FORMS) * FORMS + (long) i * FORM_STEP % FORMS;
    // Where one of two forms takes the machine down, that is one of the first two.
    boolean sampled = (i % REBOOT_EACH == 0 || i == 1) && kind.equals(Facts.FAULT);
    return new FaultRun(
        0,
        kind,
        fault,
        placed.id(),
        placed.place(),
        seed,
        LEAST_TRIGGER + random.nextInt(TRIGGER_SPAN),
        profile,
        placed.place() == Place.GUEST && (sampled || kind.equals(Facts.KNOWN_BAD)));
  }

  private static List<FaultRun> numbered(List<FaultRun> runs, int first) {
    List<FaultRun> numbered = new ArrayList<>();
    for (FaultRun run : runs) {
      numbered.add(
          new FaultRun(
              first + numbered.size(),
              run.kind(),
              run.fault(),
              run.sensor(),
              run.place(),
              run.seed(),
              run.trigger(),
              run.profile(),
              run.reboot()));
    }
    return numbered;
  }
}
