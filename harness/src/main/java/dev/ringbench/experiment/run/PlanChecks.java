// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.check.Availabilities;
import dev.ringbench.check.Check;
import dev.ringbench.check.Violations;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether what was planned was measured, as it was planned: all blocks, a placebo, in time. */
final class PlanChecks {
  private static final String PLACEBO = "placebo";

  /** A clock that is set back by less than this may be set forward again before the next block. */
  private static final long STEP_SECONDS = 60;

  private final RunDocument document;
  private final RunDocument.Run run;
  private final Map<Round, List<Block>> rounds;

  PlanChecks(RunDocument document) {
    this.document = document;
    this.run = document.run();
    this.rounds = Round.of(document.blocks());
  }

  List<Check> all() {
    return List.of(
        Availabilities.check(document.availability()),
        complete(),
        placebo(),
        OrderCheck.of(document),
        times());
  }

  private List<Cell> available() {
    return document.availability().stream()
        .filter(Availability::available)
        .map(Availability::cell)
        .toList();
  }

  private boolean isPartial() {
    return run.status() == RunDocument.Status.PARTIAL;
  }

  private Check complete() {
    String name = "complete";
    if (isPartial()) {
      return run.statusReason() == null
          ? Check.failed(name, "it is partial and gives no reason")
          : Check.warning(name, "partial: " + run.statusReason());
    }
    Violations violations = new Violations();
    Set<Cell> available = new LinkedHashSet<>(available());
    Map<Cell, Integer> ofARound = Round.mostOfEach(rounds);
    for (Cell cell : available) {
      violations.require(ofARound.containsKey(cell), () -> cell + " has no block");
    }
    rounds.forEach(
        (round, blocks) -> {
          violations.require(
              round.fork() < run.forks() && round.round() < run.rounds(),
              () -> round + " is none of " + run.forks() + " forks x " + run.rounds() + " rounds");
          Map<Cell, Integer> there = Round.counts(blocks);
          violations.require(there.equals(ofARound), () -> lacking(round, there, ofARound));
        });
    for (Cell cell : ofARound.keySet()) {
      violations.require(
          available.contains(cell), () -> cell + " has blocks, and was not available");
    }
    violations.require(
        available.isEmpty() || rounds.size() == (long) run.forks() * run.rounds(),
        () -> firstMissing() + " has no block");
    return violations.check(
        name,
        document.blocks().size()
            + " blocks of "
            + ofARound.size()
            + " rows in "
            + run.forks()
            + " forks x "
            + run.rounds()
            + " rounds");
  }

  private static String lacking(
      Round round, Map<Cell, Integer> there, Map<Cell, Integer> ofARound) {
    return ofARound.entrySet().stream()
        .filter(entry -> !entry.getValue().equals(there.get(entry.getKey())))
        .map(
            entry ->
                "%s has %d of %d blocks in %s"
                    .formatted(
                        entry.getKey(),
                        there.getOrDefault(entry.getKey(), 0),
                        entry.getValue(),
                        round))
        .findFirst()
        .orElseThrow();
  }

  /** After as many steps as there are rounds with blocks, whatever the document says of forks. */
  private Round firstMissing() {
    Round next = new Round(0, 0);
    while (rounds.containsKey(next)) {
      next =
          next.round() + 1 < run.rounds()
              ? new Round(next.fork(), next.round() + 1)
              : new Round(next.fork() + 1, 0);
    }
    return next;
  }

  private Check placebo() {
    Violations violations = new Violations();
    List<String> known = new ArrayList<>();
    for (Operation operation : run.operations()) {
      Cell placebo = new Cell(PLACEBO, operation, Handoff.NONE);
      List<Block> blocks =
          document.blocks().stream().filter(block -> block.cell().equals(placebo)).toList();
      if (blocks.stream().anyMatch(Block::measured)) {
        continue;
      }
      String what = operation + " has no measured placebo: the noise is unknown";
      // That it was not reached, or could not be measured, is honest, and said.
      boolean said =
          isPartial()
              || !blocks.isEmpty()
              || Availabilities.isRefused(document.availability(), placebo);
      violations.require(said, () -> what);
      known.add(what);
    }
    return violations.any() || known.isEmpty()
        ? violations.check(PLACEBO, "measured beside every operation")
        : Check.warning(PLACEBO, String.join("; ", known));
  }

  private record Moment(String what, Instant at) {}

  /**
   * In the order of measuring. A clock that is set back while a run goes on, as by NTP or when a
   * machine wakes, makes an honest document's times fall: they then go on from there, which is a
   * warning. Where the next time is after the one before the fall, no single step explains it.
   */
  private Check times() {
    String name = "times";
    List<Moment> moments = new ArrayList<>();
    try {
      moments.add(new Moment("the run", Instant.parse(run.startedAt())));
      for (Block block : document.blocks()) {
        moments.add(new Moment(BlockChecks.place(block), Instant.parse(block.startedAt())));
      }
      // Written in whole seconds, rounded down.
      moments.add(new Moment("the end of the run", Instant.parse(run.finishedAt()).plusSeconds(1)));
    } catch (DateTimeException e) {
      return Check.failed(name, "no time in ISO 8601: " + e.getMessage());
    }
    Violations violations = new Violations();
    List<String> steps = new ArrayList<>();
    for (int i = 1; i < moments.size(); i++) {
      Moment before = moments.get(i - 1);
      Moment now = moments.get(i);
      if (!now.at().isBefore(before.at())) {
        continue;
      }
      String fall = "%s is at %s, after one at %s".formatted(now.what(), now.at(), before.at());
      boolean goesOn =
          i + 1 == moments.size()
              || moments.get(i + 1).at().isBefore(before.at())
              || before.at().minusSeconds(STEP_SECONDS).isBefore(now.at());
      violations.require(goesOn, () -> fall);
      steps.add(fall);
    }
    if (violations.any() || steps.isEmpty()) {
      return violations.check(name, run.startedAt() + " to " + run.finishedAt() + ", in order");
    }
    return Check.warning(
        name,
        "the machine's clock was set back "
            + (steps.size() == 1 ? "once" : steps.size() + " times")
            + " during the run: "
            + steps.get(0));
  }
}
