// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import dev.ringbench.check.Check;
import dev.ringbench.check.Violations;
import dev.ringbench.experiment.faults.FaultDocument.Cell;
import dev.ringbench.fault.Catalogue;
import dev.ringbench.fault.FaultSensor;
import dev.ringbench.fault.MachineProfile;
import dev.ringbench.fault.Outcome;
import dev.ringbench.fault.Place;
import dev.ringbench.fault.SecurityEffect;
import dev.ringbench.model.RingbenchException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Whether a fault matrix has the cells of its plan, each with the class that its runs give. */
public final class FaultChecks {
  private final FaultDocument document;

  public FaultChecks(FaultDocument document) {
    this.document = document;
  }

  public List<Check> all() {
    List<Check> checks =
        new ArrayList<>(List.of(guest(), complete(), outcomes(), security(), predictions()));
    if (document.shards() != null) {
      checks.add(machines());
    }
    return checks;
  }

  /** The runs of a cell are those of all machines together. */
  private Check machines() {
    Violations violations = new Violations();
    boolean unlike = !document.unlikeMachines().isEmpty();
    for (Cell cell : document.cells()) {
      Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
      int runs = 0;
      for (MachineRuns machine : document.machines()) {
        Cell part = machine.cell(cell);
        part.outcomes().forEach((outcome, n) -> outcomes.merge(outcome, n, Integer::sum));
        runs += part.runs();
      }
      int together = runs;
      violations.require(
          together == cell.runs() && outcomes.equals(cell.outcomes()),
          () ->
              "%s: %d runs with %s, its machines have %d with %s"
                  .formatted(place(cell), cell.runs(), cell.outcomes(), together, outcomes));
      violations.require(
          !unlike || cell.times() == null || cell.times().equals(cell.times().withoutFigures()),
          () -> place(cell) + " has times of unlike machines together");
    }
    for (MachineRuns machine : document.machines()) {
      FaultDocument alone = document.of(machine);
      FaultStatistics statistics = new FaultStatistics(alone);
      for (Check check :
          List.of(new FaultChecks(alone).outcomes(), statistics.shares(), statistics.times())) {
        violations.require(
            check.status() != Check.Status.FAILED, () -> machine.name() + ": " + check.detail());
      }
    }
    MergedShards shards = document.shards();
    violations.require(
        shards.lacking().isEmpty() == (document.partialReason() == null),
        () -> "shards are missing in a complete document, or a partial one has all");
    return violations.check(
        "machines",
        "runs of %d kinds of machines, %d of %d shards"
            .formatted(
                document.machines().size(), shards.of() - shards.missing().size(), shards.of()));
  }

  static String place(Cell cell) {
    return place(cell.fault(), cell.sensor(), cell.place(), cell.machineProfile());
  }

  static String place(String fault, String sensor, String place, String profile) {
    return "%s in %s (%s, %s)".formatted(fault, sensor, place, profile);
  }

  private Check guest() {
    String name = "guest";
    if (!document.plan().hasGuests()) {
      return Check.notApplicable(name, "no run was in a guest");
    }
    if (document.guest() == null && document.cells().stream().noneMatch(FaultChecks::ranInGuest)) {
      return Check.warning(name, "no run ended normally in a guest, so no guest is described");
    }
    Violations violations = new Violations();
    violations.require(
        document.guest() != null && document.guest().kernel().equals(document.plan().guestKernel()),
        () ->
            "planned for kernel " + document.plan().guestKernel() + ", run in " + document.guest());
    return violations.check(
        name,
        document.guest() == null
            ? ""
            : "kernel " + document.guest().kernel() + ", " + document.guest().accelerator());
  }

  private static boolean ranInGuest(Cell cell) {
    return cell.runs() > 0 && cell.place().equals(Place.GUEST.label());
  }

  private Check complete() {
    String name = "complete";
    Violations violations = new Violations();
    Set<String> found = new HashSet<>();
    Set<String> faults = new HashSet<>(document.plan().faults());
    Set<String> sensors = new HashSet<>();
    document.plan().sensors().forEach(s -> sensors.add(s.id() + " (" + s.place().label()));
    Set<String> profiles = new HashSet<>();
    document.plan().machineProfiles().forEach(profile -> profiles.add(profile.label()));
    for (Cell cell : document.cells()) {
      violations.require(
          found.add(place(cell))
              && faults.contains(cell.fault())
              && sensors.contains(cell.sensor() + " (" + cell.place())
              && profiles.contains(cell.machineProfile()),
          () -> place(cell) + " is there twice, or was not planned");
    }
    long planned = (long) faults.size() * sensors.size() * profiles.size();
    violations.require(
        found.size() == planned,
        () -> found.size() + " of " + planned + " planned cells are there: " + firstMissing(found));
    if (violations.any() || document.partialReason() != null) {
      return violations.any()
          ? violations.check(name, "")
          : Check.warning(name, "partial: " + document.partialReason());
    }
    long lacking = 0;
    for (Cell cell : document.cells()) {
      int runs = cell.notApplicable() == null ? document.plan().runsOfCell() : 0;
      violations.require(
          cell.runs() <= runs, () -> place(cell) + " has " + cell.runs() + " runs of " + runs);
      lacking += Math.max(0, (long) runs - cell.runs());
    }
    long missing = lacking;
    long known = document.unavailable().stream().mapToLong(FaultDocument.Unavailable::runs).sum();
    violations.require(
        missing <= known, () -> missing + " runs are missing, and reasons are given for " + known);
    return violations.check(
        name, document.cells().size() + " cells; missing runs, each with a reason: " + known);
  }

  /** After as many steps as there are cells, at most. */
  private String firstMissing(Set<String> found) {
    for (String fault : document.plan().faults()) {
      for (CampaignPlan.PlacedSensor sensor : document.plan().sensors()) {
        for (MachineProfile profile : document.plan().machineProfiles()) {
          String cell = place(fault, sensor.id(), sensor.place().label(), profile.label());
          if (!found.contains(cell)) {
            return cell + " is missing";
          }
        }
      }
    }
    return "more than were planned";
  }

  private Check outcomes() {
    Violations violations = new Violations();
    long activated = 0;
    for (Cell cell : document.cells()) {
      long sum = cell.outcomes().values().stream().mapToLong(Integer::longValue).sum();
      violations.require(
          sum == cell.activated() && !cell.outcomes().containsKey(Outcome.B0),
          () -> place(cell) + ": classes of " + sum + " runs, " + cell.activated() + " activated");
      violations.require(
          cell.activated() <= cell.runs()
              && cell.seeds() <= cell.activated()
              && cell.censored() <= cell.activated(),
          () -> place(cell) + ": more activated, seeds or censored runs than there were");
      Outcome most = mostFrequent(cell.outcomes());
      violations.require(
          cell.outcome() == most,
          () -> place(cell) + " is called " + cell.outcome() + ", most runs are " + most);
      Outcome worst = cell.outcomes().keySet().stream().max(Outcome::compareTo).orElse(null);
      violations.require(
          cell.worst() == worst,
          () -> place(cell) + ": worst is called " + cell.worst() + ", and is " + worst);
      violations.require(
          cell.notApplicable() == null || cell.runs() == 0,
          () -> place(cell) + " cannot be, and has runs");
      activated += cell.activated();
    }
    return violations.check("outcomes", "classes recomputed from " + activated + " activated runs");
  }

  /** Of two that are as frequent, the worse. */
  private static Outcome mostFrequent(Map<Outcome, Integer> outcomes) {
    return outcomes.entrySet().stream()
        .max(
            Map.Entry.<Outcome, Integer>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .orElse(null);
  }

  private Check security() {
    Violations violations = new Violations();
    for (Cell cell : document.cells()) {
      cell.security()
          .forEach(
              (effect, runs) ->
                  violations.require(
                      runs <= cell.activated(),
                      () ->
                          "%s: %s in %d of %d runs"
                              .formatted(place(cell), effect.label(), runs, cell.activated())));
      violations.require(
          most(cell.verdictsUnknown(), cell.activated())
              && most(cell.rebooted(), cell.activated())
              && (cell.rebooted() == null || most(cell.wellAfterReboot(), cell.rebooted())),
          () -> place(cell) + ": more reboots or unknown verdicts than runs");
    }
    return violations.check("security", "no effect in more runs than were activated");
  }

  private static boolean most(Integer count, int bound) {
    return count == null || count <= bound;
  }

  /** Written down before a campaign, and never mended afterwards. */
  private Check predictions() {
    int version = document.plan().catalogueVersion();
    if (version > Catalogue.load().version()) {
      return Check.warning("predictions", "of catalogue " + version + ": use a newer Ringbench");
    }
    Catalogue catalogue = document.plan().predictions();
    Violations violations = new Violations();
    try {
      for (Cell cell : document.cells()) {
        FaultSensor sensor = FaultSensor.of(cell.sensor());
        Catalogue.Fault fault = catalogue.fault(cell.fault());
        boolean applicable = Catalogue.notApplicable(fault, sensor) == null;
        Outcome predicted =
            applicable
                ? fault
                    .prediction(sensor.architecture())
                    .outcome(MachineProfile.of(cell.machineProfile()))
                : null;
        violations.require(
            cell.predicted() == predicted,
            () -> place(cell) + " was predicted " + predicted + ", not " + cell.predicted());
        violations.require(
            applicable == (cell.notApplicable() == null),
            () -> place(cell) + (applicable ? " can be" : " cannot be") + " by the catalogue");
        Set<SecurityEffect> security =
            applicable ? fault.prediction(sensor.architecture()).security() : null;
        violations.require(
            Objects.equals(cell.predictedSecurity(), security == null ? Set.of() : security),
            () -> place(cell) + " was predicted " + security + " for protection");
      }
    } catch (RingbenchException e) {
      return Check.warning("predictions", "of another catalogue: " + e.getMessage());
    }
    return violations.check("predictions", "those of catalogue " + version);
  }
}
