// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.check.Check;
import dev.ringbench.check.Violations;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Sensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether each row that the sensors, operations and hand-offs give was tried, and no other; and
 * whether each fork has the floors of all others.
 */
final class RowsCheck {
  private static final String NAME = "rows";

  private final RunDocument document;

  RowsCheck(RunDocument document) {
    this.document = document;
  }

  Check check() {
    Violations violations = new Violations();
    Set<Cell> tried = new HashSet<>();
    document.availability().forEach(row -> tried.add(row.cell()));
    Set<Cell> expected = expected();
    for (Cell cell : expected) {
      violations.require(
          tried.contains(cell),
          () -> cell + " is not in availability, and follows from sensors, operations, handoffs");
    }
    for (Cell cell : tried) {
      violations.require(
          expected.contains(cell),
          () ->
              cell + " is in availability, and does not follow from sensors, operations, handoffs");
    }
    floors(violations);
    return violations.check(NAME, tried.size() + " rows, as sensors and operations give them");
  }

  /** As Planner.cells has them. What evaluates nothing has no rules to vary. */
  private Set<Cell> expected() {
    Set<Integer> rules = rules();
    Set<Cell> expected = new LinkedHashSet<>();
    for (Operation operation : document.run().operations()) {
      for (Sensor sensor : document.sensors()) {
        if (!sensor.watches(operation)) {
          continue;
        }
        Set<Integer> counts =
            sensor.evaluates() && operation.hasRules() && !rules.isEmpty() ? rules : Set.of(0);
        for (Handoff handoff :
            sensor.consumer() ? document.run().handoffs() : List.of(Handoff.NONE)) {
          Cell cell = new Cell(sensor.id(), operation, handoff);
          counts.forEach(count -> expected.add(cell.withRules(count)));
        }
      }
    }
    return expected;
  }

  /** Counts of rules that any sensor was tried with that evaluates them: 0 only if asked for. */
  private Set<Integer> rules() {
    Set<String> evaluating = new HashSet<>();
    document.sensors().stream()
        .filter(Sensor::evaluates)
        .forEach(sensor -> evaluating.add(sensor.id()));
    Set<Integer> counts = new TreeSet<>();
    document.availability().stream()
        .map(Availability::cell)
        .filter(cell -> evaluating.contains(cell.sensor()) && cell.operation().hasRules())
        .forEach(cell -> counts.add(cell.rules()));
    return counts;
  }

  /** A fork that died has a floor without a value, and maybe not all of its figures. */
  private void floors(Violations violations) {
    if (document.run().status() == RunDocument.Status.PARTIAL) {
      return;
    }
    Map<Integer, Set<String>> ofForks = new HashMap<>();
    Set<Integer> died = new HashSet<>();
    Set<String> all = new HashSet<>();
    for (FloorSample floor : document.floors()) {
      String name = floor.name() + " (" + floor.handoff() + ")";
      violations.require(
          ofForks.computeIfAbsent(floor.fork(), fork -> new HashSet<>()).add(name)
              && floor.fork() < document.run().forks()
              && floor.round() == 0,
          () ->
              "floor " + name + " of fork " + floor.fork() + " was not planned, or is there twice");
      all.add(name);
      if (floor.valueNs() == null) {
        died.add(floor.fork());
      }
    }
    if (all.isEmpty()) {
      return;
    }
    Set<Integer> forks = new TreeSet<>();
    document.blocks().forEach(block -> forks.add(block.fork()));
    for (int fork : forks) {
      Set<String> its = ofForks.getOrDefault(fork, Set.of());
      violations.require(
          its.equals(all) || died.contains(fork),
          () -> "fork " + fork + " has " + its.size() + " floors of " + all.size());
    }
  }
}
