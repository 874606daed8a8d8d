// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects.measure;

import dev.ringbench.experiment.subjects.SubjectBlock;
import dev.ringbench.figure.Histograms;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.platform.LoadBench;
import dev.ringbench.platform.SensorException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Blocks of operations in a closed loop: without anything, with a sensor of ours, a subject. */
final class SubjectBlocks {
  private static final Cell NOTHING = new Cell("none", Operation.OPEN, Handoff.NONE);

  /** Targets are used again within a block, as in every other experiment. */
  private static final int TARGETS = 1024;

  private static final int EXEC_TARGETS = 64;
  private static final int MOST_OPERATIONS = 4_000_000;

  private final LoadBench bench;
  private final Actor actor;
  private final int blockMs;
  private final Consumer<SubjectBlock> to;
  private int step;

  SubjectBlocks(LoadBench bench, Actor actor, int blockMs, Consumer<SubjectBlock> to) {
    this.bench = bench;
    this.actor = actor;
    this.blockMs = blockMs;
    this.to = to;
  }

  /** A place for the figures: who runs, and whose pair it is. */
  record Place(String row, String beside, int round) {}

  /**
   * Attaches nothing and makes the directory of the operations, also where a sensor has taken the
   * bench's process with it.
   */
  void makePlace() throws SubjectFailure {
    try {
      bench.attachForPrograms(NOTHING);
    } catch (SensorException e) {
      throw new SubjectFailure(e.getMessage(), e.remedy());
    }
    actor.makeDirectory();
  }

  /** Without anything. */
  void without(String beside, Operation operation, int round) {
    run(new Place(SubjectBlock.WITHOUT, beside, round), operation, List.of(), Optional.empty());
  }

  /** With a sensor of ours, which watches everybody. */
  void with(Cell cell, int round) {
    try {
      bench.attachForPrograms(cell);
    } catch (SensorException e) {
      add(failed(new Place(cell.sensor(), cell.sensor(), round), cell.operation(), e.getMessage()));
      return;
    }
    run(
        new Place(cell.sensor(), cell.sensor(), round),
        cell.operation(),
        List.of(),
        Optional.empty());
    detach(bench);
    try {
      makePlace();
    } catch (SubjectFailure e) {
      throw RingbenchException.machine(
          "Nothing more can be measured here: " + e.getMessage() + ". " + e.remedy() + ".");
    }
  }

  /** Whatever its canary says: what comes next needs the bench without it. */
  static void detach(LoadBench bench) {
    try {
      bench.detach();
    } catch (SensorException e) {
      // It was deaf at its end; its blocks are those of a sensor that watched at their beginning.
    }
  }

  /**
   * With a subject, or with nothing as if it were one.
   *
   * @param wrap what stands before the operations; empty: nothing
   * @param running the subject; empty: there is none
   */
  void run(Place place, Operation operation, List<String> wrap, Optional<RunningSubject> running) {
    try {
      Actor.Batch batch =
          actor.prepare(operation, operation == Operation.EXEC ? EXEC_TARGETS : TARGETS);
      Optional<Long> before = running.flatMap(RunningSubject::cpuNs);
      ActResult result =
          actor.act(wrap, new Actor.Work(batch, MOST_OPERATIONS, 0, blockMs, actor.cpu()), null);
      if (running.isPresent()) {
        running.get().canaries().settle(30, 1000);
      }
      Optional<Long> after = running.flatMap(RunningSubject::cpuNs);
      actor.remove(batch);
      if (result.latency().getTotalCount() == 0) {
        add(failed(place, operation, "no operation was done"));
        return;
      }
      add(
          new SubjectBlock(
              place.row(),
              place.beside(),
              operation,
              place.round(),
              step++,
              result.issued(),
              result.refused(),
              result.elapsedNs(),
              before.isPresent() && after.isPresent() ? after.get() - before.get() : null,
              Histograms.figures(result.latency()),
              Histograms.encode(result.latency()),
              null));
    } catch (SubjectFailure e) {
      add(failed(place, operation, e.getMessage()));
    }
  }

  /** Says why there are no figures. */
  void fail(Place place, Operation operation, String reason) {
    add(failed(place, operation, reason));
  }

  private SubjectBlock failed(Place place, Operation operation, String reason) {
    return new SubjectBlock(
        place.row(),
        place.beside(),
        operation,
        place.round(),
        step++,
        0,
        0,
        0,
        null,
        null,
        null,
        reason);
  }

  private void add(SubjectBlock block) {
    to.accept(block);
  }
}
