// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run.measure;

import dev.ringbench.experiment.run.Plan;
import dev.ringbench.experiment.run.Profile;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Nearest;
import dev.ringbench.model.Operation;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.BareLoops;
import dev.ringbench.platform.MachineChanges;
import dev.ringbench.platform.SensorInventory;
import dev.ringbench.platform.SensorPlatform;
import dev.ringbench.platform.VerdictServices;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** Turns what the user asked for into cells, and finds out which of them work here. */
public final class Planner {
  /** A round's: a disturbed block of a baseline would shift every row of its round. */
  private static final int BASELINE_BLOCKS = 3;

  /** A round's of a baseline with a consumer: there is one for each hand-off. */
  private static final int CONSUMER_BASELINE_BLOCKS = 1;

  /** Of two builds in turn, which are compared by these. */
  private static final int BLOCKS_OF_ASKED = 5;

  private final SensorInventory inventory;
  private final MachineChanges changes;
  private final BareLoops bareLoops;
  private final VerdictServices verdictServices;
  private final boolean allowResidue;
  private final boolean quickly;

  /** For the sensors of {@code platform} that leave nothing behind. */
  public Planner(SensorPlatform platform) {
    this(platform, false, false);
  }

  /**
   * For some of the sensors.
   *
   * @param allowResidue also those that leave something behind until the machine boots
   * @param quickly only those that the quick profile has the time for
   */
  public Planner(SensorPlatform platform, boolean allowResidue, boolean quickly) {
    this.inventory = platform.sensors();
    this.changes = platform.changes();
    this.bareLoops = platform.bareLoops();
    this.verdictServices = platform.verdictServices();
    this.allowResidue = allowResidue;
    this.quickly = quickly;
  }

  /**
   * The sensors to measure: the named ones, and the baselines that they need; all standard ones
   * when none are named.
   *
   * @throws RingbenchException for a name that no sensor has
   */
  public List<Sensor> choose(List<String> names) {
    List<Sensor> all = inventory.all();
    if (names.isEmpty()) {
      return all.stream().filter(Sensor::standard).toList();
    }
    Set<String> wanted = new LinkedHashSet<>(List.of("none", "placebo"));
    for (String name : names) {
      Sensor sensor =
          all.stream()
              .filter(s -> s.id().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      RingbenchException.badInput(
                          "--sensors: "
                              + Nearest.unknown(
                                  "sensor", name, all.stream().map(Sensor::id).toList())));
      addWithBaselines(wanted, sensor.id());
      if (sensor.floor() != null) {
        addWithBaselines(wanted, sensor.floor());
      }
    }
    return all.stream().filter(sensor -> wanted.contains(sensor.id())).toList();
  }

  /** A baseline with a consumer has one without. */
  private void addWithBaselines(Set<String> wanted, String id) {
    String baseline = id;
    while (wanted.add(baseline) || !sensor(baseline).baseline().equals(baseline)) {
      baseline = sensor(baseline).baseline();
    }
  }

  private Sensor sensor(String id) {
    return inventory.all().stream().filter(s -> s.id().equals(id)).findFirst().orElseThrow();
  }

  private int blocksOfBaseline(String id) {
    return sensor(id).consumer() ? CONSUMER_BASELINE_BLOCKS : BASELINE_BLOCKS;
  }

  /** Every cell of the sensors, whether it works here or not. */
  public static List<Cell> cells(
      List<Sensor> sensors,
      List<Operation> operations,
      List<Handoff> handoffs,
      List<Integer> ruleCounts) {
    List<Cell> cells = new ArrayList<>();
    for (Operation operation : operations) {
      for (Sensor sensor : sensors.stream().filter(s -> s.watches(operation)).toList()) {
        for (Handoff handoff : sensor.consumer() ? handoffs : List.of(Handoff.NONE)) {
          Cell cell = new Cell(sensor.id(), operation, handoff);
          // What evaluates nothing has no rules to vary.
          for (int rules : sensor.evaluates() && operation.hasRules() ? ruleCounts : List.of(0)) {
            cells.add(cell.withRules(rules));
          }
        }
      }
    }
    return cells;
  }

  /**
   * Whether what was named makes sense together.
   *
   * @throws RingbenchException for a sensor that can watch none of the operations
   */
  public void check(List<String> names, List<Operation> operations) {
    for (Sensor sensor : choose(names)) {
      if (names.contains(sensor.id()) && operations.stream().noneMatch(sensor::watches)) {
        throw RingbenchException.badInput(
            sensor.id()
                + " does not watch "
                + operations.stream().map(Operation::toString).collect(Collectors.joining(", "))
                + ". It watches "
                + sensor.operations().stream()
                    .map(Operation::toString)
                    .collect(Collectors.joining(", "))
                + ".");
      }
    }
  }

  /** Tries every cell; {@code before} hears of each one first. */
  public List<Availability> probe(List<Cell> cells, Path workDir, Consumer<Cell> before) {
    Map<String, Sensor> sensors =
        inventory.all().stream().collect(Collectors.toMap(Sensor::id, Function.identity()));
    List<Availability> found = new ArrayList<>();
    MachineChanges.Undo limited = changes.limitResidue(allowResidue ? chosen(cells) : List.of());
    try (limited) {
      for (Cell cell : cells) {
        before.accept(cell);
        Availability leftOut = leftOut(cell, sensors.get(cell.sensor()));
        found.add(leftOut == null ? inventory.probe(cell, workDir) : leftOut);
      }
    }
    return withBaselines(found, sensors);
  }

  /**
   * Whether there is anything to measure: a row is worth something beside its baseline only.
   *
   * @throws RingbenchException with the cause, when no baseline works
   */
  public void demandBaseline(List<Availability> availability) {
    Set<String> baselines = baselines(sensor -> true);
    List<Availability> tried =
        availability.stream().filter(found -> baselines.contains(found.cell().sensor())).toList();
    if (tried.isEmpty() || tried.stream().anyMatch(Availability::available)) {
      return;
    }
    Availability first = tried.get(0);
    throw RingbenchException.machine(
        "Nothing can be measured here, because no baseline works: "
            + first.cell()
            + ": "
            + first.reason()
            + ". Remedy: "
            + first.remedy()
            + ".");
  }

  /** What has no baseline here has no figures: its row says so, and is not measured. */
  public static List<Availability> withBaselines(
      List<Availability> found, Map<String, Sensor> sensors) {
    Map<List<Object>, Availability> refused = new HashMap<>();
    for (Availability tried : found) {
      if (!tried.available()) {
        refused.put(place(tried.cell().sensor(), tried.cell()), tried);
      }
    }
    return found.stream()
        .map(
            tried -> {
              String baseline = sensors.get(tried.cell().sensor()).baseline();
              Cell paired =
                  new Cell(
                      baseline,
                      tried.cell().operation(),
                      sensors.get(baseline).consumer() ? tried.cell().handoff() : Handoff.NONE);
              Availability why = refused.get(place(baseline, paired));
              return !tried.available() || why == null
                  ? tried
                  : Availability.refused(
                      tried.cell(),
                      "its baseline " + baseline + " does not work: " + why.reason(),
                      why.remedy());
            })
        .toList();
  }

  private static List<Object> place(String sensor, Cell cell) {
    return List.of(sensor, cell.operation(), cell.handoff());
  }

  /** Why it is not even tried; null: it is. */
  private Availability leftOut(Cell cell, Sensor sensor) {
    if (sensor.residue() != null && !allowResidue) {
      return Availability.refused(
          cell,
          "leaves behind " + sensor.residue(),
          "give --allow-residue on a machine that may carry it, or use `ringbench guest run`");
    }
    if (quickly && !sensor.quick()) {
      return Availability.refused(
          cell,
          "left out to be done within four minutes",
          "name it by --sensors, or use --profile standard");
    }
    return null;
  }

  private List<Sensor> chosen(List<Cell> cells) {
    Set<String> ids = cells.stream().map(Cell::sensor).collect(Collectors.toSet());
    return inventory.all().stream().filter(sensor -> ids.contains(sensor.id())).toList();
  }

  /** The sensors that work, of those that were tried. */
  public List<Sensor> measured(List<Availability> availability) {
    return chosen(
        availability.stream().filter(Availability::available).map(Availability::cell).toList());
  }

  private Set<String> baselines(Predicate<Sensor> of) {
    return inventory.all().stream().filter(of).map(Sensor::baseline).collect(Collectors.toSet());
  }

  /** Each that is available, as often as {@code times} says. */
  private static List<Cell> blocksOfARound(
      List<Availability> availability, ToIntFunction<String> times) {
    return availability.stream()
        .filter(Availability::available)
        .map(Availability::cell)
        .flatMap(cell -> Collections.nCopies(times.applyAsInt(cell.sensor()), cell).stream())
        .toList();
  }

  private List<Plan.Floor> services(List<Handoff> possible) {
    List<Plan.Floor> services = new ArrayList<>();
    verdictServices
        .all()
        .forEach(
            (name, handoffs) ->
                handoffs.stream()
                    .filter(handoff -> handoff == Handoff.NONE || possible.contains(handoff))
                    .forEach(handoff -> services.add(new Plan.Floor(name, handoff))));
    return services;
  }

  /** The plan for what works. */
  public Plan plan(
      Profile profile,
      int forks,
      int rounds,
      long seed,
      List<Operation> operations,
      List<Handoff> handoffs,
      List<Availability> availability) {
    List<Handoff> possible = handoffs.stream().filter(inventory.handoffs()::contains).toList();
    Set<String> baselines = baselines(sensor -> true);
    return new Plan(
        profile.toString(),
        seed,
        forks,
        rounds,
        blocksOfARound(availability, id -> baselines.contains(id) ? blocksOfBaseline(id) : 1),
        FloorRunner.of(bareLoops, possible, measured(availability)),
        services(possible),
        operations.stream().map(profile::settings).toList());
  }

  /** One side of a session of two builds: most of its blocks are those that it is about. */
  public Plan sideOf(Plan plan, List<String> asked, List<Availability> availability) {
    Set<String> baselines = baselines(sensor -> asked.contains(sensor.id()));
    return plan.of(
        asked.isEmpty()
            ? plan.cells()
            : blocksOfARound(
                availability,
                id ->
                    asked.contains(id)
                        ? BLOCKS_OF_ASKED
                        : baselines.contains(id) ? blocksOfBaseline(id) : 1));
  }
}
