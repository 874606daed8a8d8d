// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import dev.ringbench.measure.Plan;
import dev.ringbench.measure.Slot;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.result.Block;
import dev.ringbench.result.ResultDocument;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Whether what was planned was measured, as it was planned: all blocks, a placebo, and the order
 * that the seed gives.
 */
final class PlanChecks {
  /** More floors than any platform has: they take places in a fork's first round. */
  private static final int MOST_FLOORS = 100;

  private final ResultDocument document;
  private final ResultDocument.Run run;

  /** How often each available cell comes in a round; none that has no block. */
  private final Map<Cell, Integer> blocksOfARound = new LinkedHashMap<>();

  PlanChecks(ResultDocument document) {
    this.document = document;
    this.run = document.run();
    Map<Round, Map<Cell, Integer>> rounds = new HashMap<>();
    for (Block block : document.blocks()) {
      rounds
          .computeIfAbsent(new Round(block.fork(), block.round()), round -> new HashMap<>())
          .merge(block.cell(), 1, Integer::sum);
    }
    for (Cell cell : available()) {
      rounds.values().stream()
          .mapToInt(counts -> counts.getOrDefault(cell, 0))
          .filter(count -> count > 0)
          .max()
          .ifPresent(count -> blocksOfARound.put(cell, count));
    }
  }

  private record Round(int fork, int round) {
    @Override
    public String toString() {
      return "fork " + fork + ", round " + round;
    }
  }

  List<Check> all() {
    return List.of(
        Availabilities.check(document.availability()),
        complete(),
        placebo(),
        interleaving(),
        times());
  }

  private List<Cell> available() {
    return document.availability().stream()
        .filter(Availability::available)
        .map(Availability::cell)
        .toList();
  }

  private Check complete() {
    String name = "complete";
    if (run.status() == ResultDocument.Status.PARTIAL) {
      return run.statusReason() == null
          ? Check.failed(name, "it is partial and gives no reason")
          : Check.warning(name, "partial: " + run.statusReason());
    }
    Violations violations = new Violations();
    for (Cell cell : available()) {
      violations.require(blocksOfARound.containsKey(cell), () -> cell + " has no block");
    }
    Map<Round, Map<Cell, Integer>> found = new HashMap<>();
    for (Block block : document.blocks()) {
      Round round = new Round(block.fork(), block.round());
      found.computeIfAbsent(round, key -> new HashMap<>()).merge(block.cell(), 1, Integer::sum);
      violations.require(
          block.fork() < run.forks() && block.round() < run.rounds(),
          () -> round + " is none of " + run.forks() + " forks x " + run.rounds() + " rounds");
      violations.require(
          blocksOfARound.containsKey(block.cell()),
          () -> block.cell() + " has blocks, and was not available");
    }
    for (int fork = 0; fork < run.forks(); fork++) {
      for (int number = 0; number < run.rounds(); number++) {
        Round round = new Round(fork, number);
        blocksOfARound.forEach(
            (cell, count) -> {
              int there = found.getOrDefault(round, Map.of()).getOrDefault(cell, 0);
              violations.require(
                  there == count,
                  () -> cell + " has " + there + " of " + count + " blocks in " + round);
            });
      }
    }
    return violations.check(
        name,
        document.blocks().size()
            + " blocks of "
            + blocksOfARound.size()
            + " rows in "
            + run.forks()
            + " forks x "
            + run.rounds()
            + " rounds");
  }

  private Check placebo() {
    Violations violations = new Violations();
    for (Operation operation : run.operations()) {
      Cell placebo = new Cell("placebo", operation, Handoff.NONE);
      violations.require(
          document.blocks().stream()
              .anyMatch(block -> block.measured() && block.cell().equals(placebo)),
          () -> operation + " has no measured placebo: nobody knows what no effect looks like");
    }
    return violations.check("placebo", "measured beside every operation");
  }

  private Check interleaving() {
    String name = "interleaving";
    if (document.blocks().isEmpty()) {
      return Check.notApplicable(name, "there are no blocks");
    }
    List<Cell> cells =
        blocksOfARound.entrySet().stream()
            .flatMap(entry -> Collections.nCopies(entry.getValue(), entry.getKey()).stream())
            .toList();
    int floors =
        IntStream.rangeClosed(0, MOST_FLOORS)
            .filter(count -> breaches(plan(cells, count), 0, 0).isEmpty())
            .findFirst()
            .orElse(0);
    Plan plan = plan(cells, floors);
    Violations violations = new Violations();
    for (int fork = 0; fork < run.forks(); fork++) {
      for (int round = 0; round < run.rounds(); round++) {
        for (Block block : breaches(plan, fork, round)) {
          violations.require(
              false,
              () ->
                  block.cell()
                      + " was not at position "
                      + block.position()
                      + " of "
                      + new Round(block.fork(), block.round())
                      + " in the order that seed "
                      + run.seed()
                      + " gives");
        }
      }
    }
    return violations.check(name, "each round in the order that seed " + run.seed() + " gives");
  }

  private Plan plan(List<Cell> cells, int floors) {
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

  /** Blocks that were not where the plan has them. */
  private List<Block> breaches(Plan plan, int fork, int round) {
    Map<Integer, Cell> planned = new HashMap<>();
    for (Slot slot : plan.schedule(fork)) {
      if (slot.round() == round && slot.cell() != null) {
        planned.put(slot.position(), slot.cell());
      }
    }
    return document.blocks().stream()
        .filter(block -> block.fork() == fork && block.round() == round)
        .filter(block -> !block.cell().equals(planned.remove(block.position())))
        .toList();
  }

  private Check times() {
    Violations violations = new Violations();
    try {
      Instant started = Instant.parse(run.startedAt());
      // Written in whole seconds, rounded down.
      Instant finished = Instant.parse(run.finishedAt()).plusSeconds(1);
      violations.require(
          !finished.isBefore(started), () -> "finished " + run.finishedAt() + " before it started");
      Instant before = started;
      for (Block block : document.blocks()) {
        Instant at = Instant.parse(block.startedAt());
        Instant last = before;
        violations.require(
            !at.isBefore(last) && !at.isAfter(finished),
            () ->
                "%s of %s began at %s, not between %s and %s"
                    .formatted(
                        block.cell(),
                        new Round(block.fork(), block.round()),
                        at,
                        last,
                        run.finishedAt()));
        before = at.isAfter(before) ? at : before;
      }
    } catch (DateTimeException e) {
      violations.require(false, () -> "no time in ISO 8601: " + e.getMessage());
    }
    return violations.check("times", run.startedAt() + " to " + run.finishedAt() + ", in order");
  }
}
