// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.capacity;

import dev.ringbench.check.Check;
import dev.ringbench.check.Violations;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Sensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Whether the rows are all that sensors, operations, threads and queues give, in the order of the
 * seed. The document does not say in which order operations, hand-offs, rules, threads and queues
 * were named; so each order is tried, and one of them is the document's own.
 */
final class CapacityOrder {
  private static final String NAME = "interleaving";
  private static final int MOST_ORDERS = 20_000;
  private static final int MOST_ROWS = 5_000;

  private final CapacityDocument document;

  private record Key(Cell cell, int threads, int queueBytes) {
    static Key of(CapacityRow row) {
      return new Key(
          new Cell(row.sensor(), row.operation(), row.handoff(), row.rules()),
          row.threads(),
          row.queueBytes());
    }
  }

  private CapacityOrder(CapacityDocument document) {
    this.document = document;
  }

  static Check of(CapacityDocument document) {
    if (document.rows().isEmpty() || document.rows().size() > MOST_ROWS) {
      return Check.notApplicable(NAME, "there are no rows of a search, or too many");
    }
    if (document.status().equals("partial")) {
      return Check.notApplicable(NAME, "a partial document does not say what was to come");
    }
    return new CapacityOrder(document).check();
  }

  private Check check() {
    List<Key> found = document.rows().stream().map(Key::of).toList();
    Set<Key> distinct = new LinkedHashSet<>(found);
    if (distinct.size() < found.size()) {
      return Check.warning(NAME, "a row is there twice, as if it had been asked for twice");
    }
    Set<Integer> threads = new LinkedHashSet<>();
    Set<Integer> queues = new LinkedHashSet<>();
    Set<Operation> operations = new LinkedHashSet<>();
    Set<Handoff> handoffs = new LinkedHashSet<>();
    Set<Integer> rules = new LinkedHashSet<>();
    for (Key key : found) {
      threads.add(key.threads());
      queues.add(key.queueBytes());
      operations.add(key.cell().operation());
      Sensor sensor = sensor(key.cell().sensor());
      if (sensor.consumer()) {
        handoffs.add(key.cell().handoff());
      }
      if (varies(sensor, key.cell().operation())) {
        rules.add(key.cell().rules());
      }
    }
    List<List<Operation>> orders = orders(operations);
    Violations violations = new Violations();
    Set<Key> expected =
        new HashSet<>(
            keys(
                orders.get(0),
                List.copyOf(handoffs),
                List.copyOf(rules),
                List.copyOf(threads),
                List.copyOf(queues)));
    for (Key key : expected) {
      violations.require(distinct.contains(key), () -> key + " has no row");
    }
    for (Key key : found) {
      violations.require(
          expected.contains(key), () -> key + " does not follow from sensors and operations");
    }
    if (violations.any()) {
      return violations.check(NAME, "");
    }
    List<Key> measured =
        document.rows().stream()
            .filter(row -> row.status() != CapacityRow.Status.UNAVAILABLE)
            .map(Key::of)
            .toList();
    Set<Key> wanted = new HashSet<>(measured);
    int tried = 0;
    for (List<Operation> operation : orders) {
      for (List<Handoff> handoff : orders(handoffs)) {
        for (List<Integer> rule : orders(rules)) {
          for (List<Integer> thread : orders(threads)) {
            for (List<Integer> queue : orders(queues)) {
              if (++tried > MOST_ORDERS / Math.max(1, found.size() / 50)) {
                return Check.warning(NAME, "too many orders of what was asked for to try them all");
              }
              List<Key> planned = new ArrayList<>(keys(operation, handoff, rule, thread, queue));
              planned.removeIf(key -> !wanted.contains(key));
              Collections.shuffle(planned, new Random(document.seed()));
              if (planned.equals(measured)) {
                return Check.ok(
                    NAME,
                    found.size() + " rows in the order that seed " + document.seed() + " gives");
              }
            }
          }
        }
      }
    }
    return Check.failed(NAME, "rows are not in the order that seed " + document.seed() + " gives");
  }

  private Sensor sensor(String id) {
    return document.sensors().stream()
        .filter(sensor -> sensor.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static boolean varies(Sensor sensor, Operation operation) {
    return sensor.evaluates() && operation.hasRules();
  }

  /** As Planner.cells and CapacityRun have them. */
  private List<Key> keys(
      List<Operation> operations,
      List<Handoff> handoffs,
      List<Integer> rules,
      List<Integer> threads,
      List<Integer> queues) {
    List<Key> keys = new ArrayList<>();
    for (Operation operation : operations) {
      for (Sensor sensor : document.sensors()) {
        if (!sensor.watches(operation)) {
          continue;
        }
        for (Handoff handoff : sensor.consumer() ? handoffs : List.of(Handoff.NONE)) {
          for (int rule : varies(sensor, operation) && !rules.isEmpty() ? rules : List.of(0)) {
            for (int thread : threads) {
              for (int queue : queues) {
                Cell cell = new Cell(sensor.id(), operation, handoff, rule);
                keys.add(new Key(cell, thread, queue));
              }
            }
          }
        }
      }
    }
    return keys;
  }

  /** All orders of up to four; of more, the rising one alone. */
  private static <T extends Comparable<T>> List<List<T>> orders(Set<T> values) {
    List<T> rising = values.stream().sorted().toList();
    List<List<T>> orders = new ArrayList<>();
    if (rising.size() > 4) {
      return List.of(rising);
    }
    permute(new ArrayList<>(rising), new ArrayList<>(), orders);
    return orders;
  }

  private static <T> void permute(List<T> left, List<T> begun, List<List<T>> orders) {
    if (left.isEmpty()) {
      orders.add(List.copyOf(begun));
    }
    for (int i = 0; i < left.size(); i++) {
      T next = left.remove(i);
      begun.add(next);
      permute(left, begun, orders);
      begun.remove(begun.size() - 1);
      left.add(i, next);
    }
  }
}
