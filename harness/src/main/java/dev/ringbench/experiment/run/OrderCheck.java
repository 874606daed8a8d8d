// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.check.Check;
import dev.ringbench.check.Violations;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Sensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Whether the blocks came in the order that the seed gives. The document does not name the plan, so
 * every plan that it can be of is tried: with as many floors as any platform has, in either order
 * that builds have had. One of them is the document's own, so this never rejects an honest one. A
 * run that stopped within its first round does not say how often each row comes in a round; where
 * none of the usual plans fits, that is a warning.
 *
 * <p>The work is bounded by the blocks that there are, not by the forks and rounds that are named.
 */
final class OrderCheck {
  private static final String NAME = "interleaving";

  /** More floors than any platform has: they take places in a fork's first round. */
  private static final int MOST_FLOORS = 100;

  /** Blocks of a baseline without a consumer in a round: Planner. */
  private static final int BASELINE_BLOCKS = 3;

  private final RunDocument document;
  private final Map<Round, List<Block>> rounds;

  private OrderCheck(RunDocument document) {
    this.document = document;
    this.rounds = Round.of(document.blocks());
  }

  static Check of(RunDocument document) {
    return document.blocks().isEmpty()
        ? Check.notApplicable(NAME, "there are no blocks")
        : new OrderCheck(document).check();
  }

  private Check check() {
    List<Block> fewest = document.blocks();
    for (List<Cell> cells : candidates()) {
      for (Plan.Order order : Plan.Order.values()) {
        List<Block> breaches = breaches(cells, order);
        if (breaches.isEmpty()) {
          return Check.ok(
              NAME, "each round in the order that seed " + document.run().seed() + " gives");
        }
        fewest = breaches.size() < fewest.size() ? breaches : fewest;
      }
    }
    if (stoppedInFirstRound()) {
      return Check.warning(
          NAME, "it stopped within its first round: not enough to tell the order from the seed");
    }
    Violations violations = new Violations();
    for (Block block : fewest) {
      violations.require(
          false,
          () ->
              "%s was not at position %d of %s in the order that seed %d gives"
                  .formatted(
                      block.cell(), block.position(), Round.of(block), document.run().seed()));
    }
    return violations.check(NAME, "");
  }

  private boolean stoppedInFirstRound() {
    return document.run().status() == RunDocument.Status.PARTIAL && rounds.size() == 1;
  }

  /** What a round may consist of. */
  private List<List<Cell>> candidates() {
    List<List<Cell>> candidates = new ArrayList<>();
    // Whole rounds have each row as often as it comes; so the largest number of any is right.
    Map<Cell, Integer> most = Round.mostOfEach(rounds);
    candidates.add(cells(most));
    if (stoppedInFirstRound()) {
      Map<Cell, Integer> usual = new LinkedHashMap<>();
      List<String> baselines =
          document.sensors().stream().map(sensor -> sensor.baseline()).distinct().toList();
      List<String> consumers =
          document.sensors().stream().filter(Sensor::consumer).map(Sensor::id).toList();
      available()
          .forEach(
              cell ->
                  usual.put(
                      cell,
                      baselines.contains(cell.sensor()) && !consumers.contains(cell.sensor())
                          ? BASELINE_BLOCKS
                          : 1));
      candidates.add(cells(usual));
    }
    return candidates;
  }

  private List<Cell> available() {
    return document.availability().stream()
        .filter(Availability::available)
        .map(Availability::cell)
        .toList();
  }

  private List<Cell> cells(Map<Cell, Integer> ofEach) {
    return available().stream()
        .flatMap(cell -> Collections.nCopies(ofEach.getOrDefault(cell, 0), cell).stream())
        .toList();
  }

  /** Blocks that were not where the plan has them, with whatever number of floors fits. */
  private List<Block> breaches(List<Cell> cells, Plan.Order order) {
    // Each round but the last has all of them: else the rounds are not those of one plan.
    if ((rounds.size() - 1L) * cells.size() > document.blocks().size()) {
      return document.blocks();
    }
    List<Block> later = new ArrayList<>();
    Map<Round, List<Block>> first = new LinkedHashMap<>();
    rounds.forEach(
        (round, blocks) -> {
          if (round.round() == 0) {
            first.put(round, blocks);
          } else {
            later.addAll(breaches(plan(cells, 0), order, round, blocks));
          }
        });
    List<Block> fewest = null;
    for (int floors : possibleFloors(cells, order, first)) {
      Plan plan = plan(cells, floors);
      List<Block> breaches = new ArrayList<>(later);
      first.forEach((round, blocks) -> breaches.addAll(breaches(plan, order, round, blocks)));
      fewest = fewest == null || breaches.size() < fewest.size() ? breaches : fewest;
    }
    return fewest == null ? document.blocks() : fewest;
  }

  /** Those with which one of the forks' first rounds is in order; none: there is no such. */
  private List<Integer> possibleFloors(
      List<Cell> cells, Plan.Order order, Map<Round, List<Block>> first) {
    if (first.isEmpty()) {
      return List.of(0);
    }
    Map.Entry<Round, List<Block>> one = first.entrySet().iterator().next();
    return IntStream.rangeClosed(0, MOST_FLOORS)
        .filter(
            floors -> breaches(plan(cells, floors), order, one.getKey(), one.getValue()).isEmpty())
        .boxed()
        .toList();
  }

  private Plan plan(List<Cell> cells, int floors) {
    RunDocument.Run run = document.run();
    return new Plan(
        run.profile(),
        run.seed(),
        run.forks(),
        run.rounds(),
        cells,
        Collections.nCopies(floors, new Plan.Floor("any", Handoff.NONE)),
        List.of(),
        run.blockSettings());
  }

  private static List<Block> breaches(
      Plan plan, Plan.Order order, Round round, List<Block> blocks) {
    Map<Integer, Cell> planned = new HashMap<>();
    for (Slot slot : plan.round(round.fork(), round.round(), order)) {
      if (slot.cell() != null) {
        planned.put(slot.position(), slot.cell());
      }
    }
    return blocks.stream()
        .filter(block -> !block.cell().equals(planned.remove(block.position())))
        .toList();
  }
}
