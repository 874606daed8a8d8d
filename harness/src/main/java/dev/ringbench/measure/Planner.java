// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.measure;

import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.SensorPlatform;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Turns what the user asked for into cells, and finds out which of them work here. */
public final class Planner {
  private static final int BASELINE_BLOCKS = 3;

  private final SensorPlatform platform;

  /** For the sensors of {@code platform}. */
  public Planner(SensorPlatform platform) {
    this.platform = platform;
  }

  /**
   * The sensors to measure: the named ones, and the baselines that they need; all standard ones
   * when none are named.
   *
   * @throws RingbenchException for a name that no sensor has
   */
  public List<Sensor> choose(List<String> names) {
    List<Sensor> all = platform.sensors();
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
                          "Unknown sensor '"
                              + name
                              + "'. Known: "
                              + String.join(", ", all.stream().map(Sensor::id).toList())
                              + "."));
      wanted.add(sensor.id());
      wanted.add(sensor.baseline());
      if (sensor.floor() != null) {
        wanted.add(sensor.floor());
      }
    }
    return all.stream().filter(sensor -> wanted.contains(sensor.id())).toList();
  }

  /** Every cell of the sensors, whether it works here or not. */
  public static List<Cell> cells(
      List<Sensor> sensors,
      List<Operation> operations,
      List<Handoff> handoffs,
      List<Integer> ruleCounts) {
    List<Cell> cells = new ArrayList<>();
    for (Operation operation : operations) {
      for (Sensor sensor : sensors) {
        for (Handoff handoff : sensor.consumer() ? handoffs : List.of(Handoff.NONE)) {
          Cell cell = new Cell(sensor.id(), operation, handoff);
          // What evaluates nothing has no rules to vary.
          for (int rules : sensor.evaluates() ? ruleCounts : List.of(0)) {
            cells.add(cell.withRules(rules));
          }
        }
      }
    }
    return cells;
  }

  /** Tries every cell; {@code before} hears of each one first. */
  public List<Availability> probe(List<Cell> cells, Path workDir, Consumer<Cell> before) {
    List<Availability> found = new ArrayList<>();
    for (Cell cell : cells) {
      before.accept(cell);
      found.add(platform.probe(cell, workDir));
    }
    return found;
  }

  /** A baseline comes several times: a disturbed block of it would shift every row of its round. */
  private List<Cell> blocksOfARound(List<Availability> availability) {
    Set<String> baselines =
        platform.sensors().stream().map(Sensor::baseline).collect(Collectors.toSet());
    return availability.stream()
        .filter(Availability::available)
        .map(Availability::cell)
        .flatMap(
            cell ->
                Collections.nCopies(baselines.contains(cell.sensor()) ? BASELINE_BLOCKS : 1, cell)
                    .stream())
        .toList();
  }

  private List<Plan.Floor> services(List<Handoff> possible) {
    List<Plan.Floor> services = new ArrayList<>();
    platform
        .services()
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
    List<Handoff> possible = handoffs.stream().filter(platform.handoffs()::contains).toList();
    return new Plan(
        profile.toString(),
        seed,
        forks,
        rounds,
        blocksOfARound(availability),
        Floors.of(platform, possible),
        services(possible),
        operations.stream().map(profile::settings).toList());
  }
}
