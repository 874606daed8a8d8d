// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import dev.ringbench.check.Check;
import dev.ringbench.check.Copies;
import dev.ringbench.check.Violations;
import dev.ringbench.experiment.faults.FaultDocument.Cell;
import dev.ringbench.experiment.faults.FaultDocument.Quantiles;
import dev.ringbench.experiment.faults.FaultDocument.SelfCheck;
import dev.ringbench.fault.Catalogue;
import dev.ringbench.fault.FaultRun;
import dev.ringbench.fault.FaultSensor;
import dev.ringbench.fault.Place;
import dev.ringbench.model.RingbenchException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Whether a fault matrix is of its profile and plan, and each cell's times are of its own. */
final class FaultTrust {
  private static final int FEWEST_RUNS = 5;

  /** Runs of a plan that are listed to count them: 450 cells of 300 runs, ten times. */
  private static final long MOST_RUNS = 2_000_000;

  private final FaultDocument document;

  FaultTrust(FaultDocument document) {
    this.document = document;
  }

  List<Check> all() {
    return List.of(profile(), planned(), copies());
  }

  /** --runs and --faults are for everybody: only what is another profile's in both is wrong. */
  private Check profile() {
    String name = "profile";
    CampaignPlan plan = document.plan();
    Violations violations = new Violations();
    try {
      CampaignProfile named = CampaignProfile.of(plan.profile());
      List<String> all =
          Catalogue.load().as(plan.catalogueVersion()).faults().stream()
              .map(Catalogue.Fault::id)
              .toList();
      for (String other : List.of("smoke", "standard", "campaign")) {
        CampaignProfile candidate = CampaignProfile.of(other);
        boolean same =
            candidate.runsOfCell() == plan.runsOfCell()
                && Set.copyOf(faults(candidate, all)).equals(Set.copyOf(plan.faults()));
        violations.require(
            !same || other.equals(named.name()),
            () ->
                "named %s, and its faults and runs_of_cell are those of %s"
                    .formatted(named.name(), other));
      }
      if (!violations.any()
          && (named.runsOfCell() != plan.runsOfCell()
              || !Set.copyOf(faults(named, all)).equals(Set.copyOf(plan.faults())))) {
        return Check.warning(
            name,
            "%s with %d faults and %d runs of a cell: asked for, or by another build"
                .formatted(named.name(), plan.faults().size(), plan.runsOfCell()));
      }
    } catch (RingbenchException e) {
      return Check.failed(name, e.getMessage());
    }
    return violations.check(name, plan.profile());
  }

  private static List<String> faults(CampaignProfile profile, List<String> all) {
    return profile.faults() == null ? all : profile.faults();
  }

  /** The plan gives each run, so how many of each kind there were, and with which seeds. */
  private Check planned() {
    String name = "plan";
    CampaignPlan plan = document.plan();
    Violations violations = new Violations();
    for (CampaignPlan.PlacedSensor placed : plan.sensors()) {
      FaultSensor sensor = placed.sensor();
      violations.require(
          placed.place() == Place.HOST ? sensor.host() : sensor.guest(),
          () -> "faults of " + placed.id() + " are never run in place " + placed.place().label());
    }
    long cells =
        (long) plan.faults().size() * plan.sensors().size() * plan.machineProfiles().size();
    if (document.partialReason() != null || cells * plan.runsOfCell() > MOST_RUNS) {
      return violations.any()
          ? violations.check(name, "")
          : Check.notApplicable(name, "partial, or too large to list its runs");
    }
    Map<String, Integer> selfChecks = new HashMap<>();
    Map<String, Set<Long>> seeds = new HashMap<>();
    try {
      for (Place place : Place.values()) {
        for (FaultRun run : plan.runs(place)) {
          if (run.fault().equals("none")) {
            selfChecks.merge(run.kind() + " of " + run.sensor(), 1, Integer::sum);
          } else {
            seeds
                .computeIfAbsent(
                    FaultChecks.place(
                        run.fault(), run.sensor(), place.label(), run.profile().label()),
                    key -> new HashSet<>())
                .add(run.seed());
          }
        }
      }
    } catch (RingbenchException e) {
      return Check.warning(name, "of another catalogue: " + e.getMessage());
    }
    Set<String> lacking = new HashSet<>();
    document.unavailable().forEach(unavailable -> lacking.add(unavailable.sensor()));
    for (SelfCheck check : document.selfChecks()) {
      int wanted = selfChecks.getOrDefault(check.kind() + " of " + check.sensor(), 0);
      violations.require(
          check.of() == wanted || (check.of() < wanted && lacking.contains(check.sensor())),
          () ->
              "%s of %s: %d runs, the plan has %d"
                  .formatted(check.kind(), check.sensor(), check.of(), wanted));
    }
    for (Cell cell : document.cells()) {
      int wanted = seeds.getOrDefault(FaultChecks.place(cell), Set.of()).size();
      violations.require(
          cell.seeds() <= wanted
              && (cell.activated() < plan.runsOfCell() || cell.seeds() == wanted),
          () ->
              "%s: %d seeds of %d activated runs, the plan has %d"
                  .formatted(FaultChecks.place(cell), cell.seeds(), cell.activated(), wanted));
    }
    return violations.check(name, "runs without a fault, and seeds, as the plan gives them");
  }

  /** Several runs never have the same median, interval and maximum to the microsecond. */
  private Check copies() {
    Copies copies = new Copies();
    for (Cell cell : document.cells()) {
      FaultDocument.Times times = cell.times();
      if (times == null) {
        continue;
      }
      Stream.of(times.detect(), times.recover(), times.stall())
          .filter(Objects::nonNull)
          .filter(FaultTrust::isRich)
          .forEach(quantiles -> copies.addCertain(FaultChecks.place(cell), quantiles));
    }
    return copies.check("copies", "no two cells have the same times");
  }

  private static boolean isRich(Quantiles quantiles) {
    return quantiles.n() >= FEWEST_RUNS
        && quantiles.p50() != Math.rint(quantiles.p50())
        && quantiles.p50() < quantiles.p99()
        && quantiles.low() != null
        && quantiles.low() < quantiles.p50();
  }
}
