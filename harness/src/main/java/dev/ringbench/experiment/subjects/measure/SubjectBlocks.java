// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects.measure;

import dev.ringbench.experiment.subjects.SubjectBlock;
import dev.ringbench.figure.Histograms;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Operation;
import dev.ringbench.platform.LoadBench;
import dev.ringbench.platform.SensorException;
import dev.ringbench.subject.running.ActResult;
import dev.ringbench.subject.running.Actor;
import dev.ringbench.subject.running.RunningSubject;
import dev.ringbench.subject.running.SubjectFailure;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Blocks of operations in a closed loop: without anything, with a sensor of ours, a subject. */
final class SubjectBlocks {

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

  /** Without anything. */
  void without(String beside, Operation operation, int round) {
    add(
        block(
            new Place(SubjectBlock.WITHOUT, beside, round),
            operation,
            List.of(),
            Optional.empty()));
  }

  /**
   * With a sensor of ours, which watches everybody; its canary has to come again at the end.
   *
   * @param meanwhile what else is run with it; returns what is to be done when the canary has come
   */
  void with(Cell cell, int round, Supplier<Runnable> meanwhile) {
    Place place = new Place(cell.sensor(), cell.sensor(), round);
    try {
      bench.attachForPrograms(cell);
    } catch (SensorException e) {
      add(failed(place, cell.operation(), e.getMessage()));
      return;
    }
    SubjectBlock block = block(place, cell.operation(), List.of(), Optional.empty());
    Runnable afterwards = meanwhile.get();
    try {
      bench.detach();
      add(block);
      afterwards.run();
    } catch (SensorException e) {
      add(failed(place, cell.operation(), "it was deaf at the end: " + e.getMessage()));
    }
  }

  /** With nothing, as if it were a row. */
  void placebo(Place place, Operation operation) {
    add(block(place, operation, List.of(), Optional.empty()));
  }

  /**
   * With a subject, or without anything. Not added yet: whether the subject saw anything is known
   * at its end.
   *
   * @param wrap what stands before the operations; empty: nothing
   * @param running the subject; empty: there is none
   */
  SubjectBlock block(
      Place place, Operation operation, List<String> wrap, Optional<RunningSubject> running) {
    try {
      Actor.Batch batch =
          actor.prepare(operation, operation == Operation.EXEC ? EXEC_TARGETS : TARGETS);
      Optional<Long> before = running.flatMap(RunningSubject::idleCpuNs);
      Optional<Long> kernelBefore = running.flatMap(RunningSubject::kernelCpuNs);
      ActResult result =
          actor.act(wrap, new Actor.Work(batch, MOST_OPERATIONS, 0, blockMs, actor.cpu()), null);
      Optional<Long> after = running.flatMap(RunningSubject::idleCpuNs);
      Optional<Long> kernelAfter = running.flatMap(RunningSubject::kernelCpuNs);
      actor.remove(batch);
      String bad = defect(result);
      if (bad != null) {
        return failed(place, operation, bad);
      }
      return new SubjectBlock(
          place.row(),
          place.beside(),
          operation,
          place.round(),
          0,
          result.issued(),
          result.refused(),
          result.elapsedNs(),
          difference(before, after),
          difference(kernelBefore, kernelAfter),
          Histograms.figures(result.latency()),
          Histograms.encode(result.latency()),
          null);
    } catch (SubjectFailure e) {
      return failed(place, operation, e.getMessage());
    }
  }

  private static Long difference(Optional<Long> before, Optional<Long> after) {
    return before.isPresent() && after.isPresent() ? after.get() - before.get() : null;
  }

  /** Operations that fail are quick, and no figure of those that work; null: all worked. */
  private static String defect(ActResult result) {
    if (result.latency().getTotalCount() == 0) {
      return "no operation was done";
    }
    long bad = result.failed() + result.refused();
    return bad == 0 ? null : bad + " of " + result.issued() + " operations failed";
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
        0,
        0,
        0,
        0,
        null,
        null,
        null,
        null,
        reason);
  }

  /** In the order in which they are added. */
  void add(SubjectBlock block) {
    to.accept(block.later(0, step++));
  }
}
