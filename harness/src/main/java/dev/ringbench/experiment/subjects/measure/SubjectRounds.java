// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects.measure;

import dev.ringbench.experiment.subjects.SubjectBlock;
import dev.ringbench.experiment.subjects.SubjectProgram;
import dev.ringbench.experiment.subjects.SubjectsDocument;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Operation;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.stats.SeededOrder;
import dev.ringbench.subject.Subject;
import dev.ringbench.subject.running.RunningSubject;
import dev.ringbench.subject.running.SubjectBench;
import dev.ringbench.subject.running.SubjectFailure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/** Rounds: every row once, each with its neighbour without it, in a random order. */
final class SubjectRounds {

  private final SubjectBench place;
  private final SubjectBlocks measured;
  private final ProgramRuns programs;
  private final SubjectsRun.Settings settings;

  SubjectRounds(
      SubjectBench place,
      SubjectBlocks measured,
      ProgramRuns programs,
      SubjectsRun.Settings settings) {
    this.place = place;
    this.measured = measured;
    this.programs = programs;
    this.settings = settings;
  }

  /** One round; {@code before} hears of each row. */
  void run(List<Subject> ready, List<Cell> cells, int round, Consumer<String> before) {
    Random random = SeededOrder.of(settings.seed(), 0, round);
    List<Runnable> rows = new ArrayList<>();
    String of = "round " + (round + 1) + "/" + settings.rounds() + " ";
    for (Subject subject : ready) {
      boolean first = random.nextBoolean();
      rows.add(
          () -> {
            before.accept(of + subject.id());
            pair(
                first,
                () -> {
                  without(subject.id(), withBystanders(subject), round);
                  programs.without(subject.id(), round);
                },
                () -> with(subject, round));
          });
    }
    for (Cell cell : cells) {
      // Programs do every operation: once for each sensor is enough.
      boolean runsPrograms = isFirstOfItsSensor(cell, cells);
      boolean first = random.nextBoolean();
      rows.add(
          () -> {
            before.accept(of + cell);
            pair(
                first,
                () -> {
                  without(cell.sensor(), List.of(cell.operation()), round);
                  if (runsPrograms) {
                    programs.without(cell.sensor(), round);
                  }
                },
                () ->
                    measured.with(cell, round, () -> runsPrograms ? ours(cell, round) : () -> {}));
          });
    }
    boolean first = random.nextBoolean();
    rows.add(
        () ->
            pair(
                first,
                () -> {
                  without(SubjectsDocument.PLACEBO, all(settings.operations()), round);
                  programs.without(SubjectsDocument.PLACEBO, round);
                },
                () -> placebo(round)));
    Collections.shuffle(rows, random);
    rows.forEach(Runnable::run);
  }

  private static boolean isFirstOfItsSensor(Cell cell, List<Cell> cells) {
    return cells.stream()
        .filter(other -> other.sensor().equals(cell.sensor()))
        .findFirst()
        .filter(cell::equals)
        .isPresent();
  }

  private Runnable ours(Cell cell, int round) {
    List<SubjectProgram> runs = programs.with(cell.sensor(), round);
    return () -> runs.forEach(programs::add);
  }

  private void pair(boolean withoutFirst, Runnable without, Runnable with) {
    place();
    (withoutFirst ? without : with).run();
    place();
    (withoutFirst ? with : without).run();
  }

  private List<Operation> withBystanders(Subject subject) {
    return all(settings.operations().stream().filter(subject.operations()::containsKey).toList());
  }

  private static List<Operation> all(List<Operation> operations) {
    List<Operation> all = new ArrayList<>(operations);
    SubjectsDocument.BYSTANDERS.stream().filter(one -> !all.contains(one)).forEach(all::add);
    return all;
  }

  private void without(String beside, List<Operation> operations, int round) {
    operations.forEach(operation -> measured.without(beside, operation, round));
  }

  private void placebo(int round) {
    SubjectBlocks.Place nothing =
        new SubjectBlocks.Place(SubjectsDocument.PLACEBO, SubjectsDocument.PLACEBO, round);
    for (Operation operation : all(settings.operations())) {
      measured.placebo(nothing, operation);
    }
    programs.placebo(SubjectsDocument.PLACEBO, round);
  }

  private void with(Subject subject, int round) {
    SubjectBlocks.Place row = new SubjectBlocks.Place(subject.id(), subject.id(), round);
    List<Operation> operations = withBystanders(subject);
    try (RunningSubject running = place.place(subject)) {
      running.start();
      List<SubjectBlock> blocks = new ArrayList<>();
      for (Operation operation : operations) {
        blocks.add(measured.block(row, operation, running.wrap(), Optional.of(running)));
        running.requireAlive();
      }
      List<SubjectProgram> runs = programs.with(subject.id(), running, round);
      // Without a canary behind them they are figures of nobody.
      running.canaries().requireAgain();
      running.stop();
      blocks.forEach(measured::add);
      runs.forEach(programs::add);
    } catch (SubjectFailure e) {
      operations.forEach(operation -> measured.fail(row, operation, e.getMessage()));
    }
  }

  /** Whatever went before may have taken the bench with it. */
  private void place() {
    try {
      place.makePlace();
    } catch (SubjectFailure e) {
      throw RingbenchException.machine(
          "Nothing more can be measured here: " + e.getMessage() + ". " + e.remedy() + ".");
    }
  }
}
