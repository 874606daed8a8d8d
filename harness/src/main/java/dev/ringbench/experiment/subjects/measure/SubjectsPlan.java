// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects.measure;

import dev.ringbench.experiment.subjects.SubjectsDocument;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Operation;
import dev.ringbench.subject.Subject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a run will do, and about how long that takes.
 *
 * @param subjects that can be measured here
 * @param cells of our own sensors beside them
 * @param readyMs of each subject, how long it took until it was ready
 */
record SubjectsPlan(
    SubjectsRun.Settings settings,
    List<Subject> subjects,
    List<Cell> cells,
    Map<String, Double> readyMs) {
  /** Around a block: targets are made and removed, and CPU time settles. */
  private static final double AROUND_BLOCK_MS = 250;

  /** Around a start: its group, its directory, its stop. */
  private static final double AROUND_START_MS = 600;

  /** Of one operation: paced operations, the flood, rates, canaries. */
  private static final double ACCOUNT_MS = 14_000;

  private static final double FAULT_MS = 8_000;
  private static final double PROGRAM_MS = 1_500;
  private static final double MILLIS_A_MINUTE = 60_000;

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "Plan: %s (%s) and %s of ours; %s; %s of %d ms blocks, each with a neighbour without it,"
                + " in a random order (seed %d).",
            count(subjects.size(), "subject"),
            subjects.stream().map(Subject::id).collect(Collectors.joining(", ")),
            count((int) cells.stream().map(Cell::sensor).distinct().count(), "sensor"),
            settings.operations().stream()
                .map(Operation::toString)
                .collect(Collectors.joining(", ")),
            count(settings.rounds(), "round"),
            settings.blockMs(),
            settings.seed()));
    if (!settings.programs().isEmpty()) {
      text.append(
          String.format(
              Locale.ROOT,
              " In each round also %s.",
              count(settings.programs().size(), "whole program")));
    }
    if (!settings.counted()) {
      text.append(" Then an account of events for each.");
    }
    if (!settings.faults().isEmpty()) {
      text.append(
          String.format(
              Locale.ROOT,
              " Then %s, %s each.",
              count(settings.faults().size(), "fault"),
              count(settings.faultRuns(), "run")));
    }
    if (!settings.counted()) {
      text.append(
          String.format(
              Locale.ROOT, " About %.0f minutes.", Math.ceil(millis() / MILLIS_A_MINUTE)));
    }
    return text.toString();
  }

  private static String count(int of, String what) {
    return of + " " + what + (of == 1 ? "" : "s");
  }

  private double millis() {
    double block = settings.blockMs() + AROUND_BLOCK_MS;
    double perProgram = settings.programs().size() * PROGRAM_MS;
    int bystanders = SubjectsDocument.BYSTANDERS.size();
    double round = 2 * (block * (settings.operations().size() + bystanders) + perProgram);
    double once = 0;
    for (Subject subject : subjects) {
      long operations =
          settings.operations().stream().filter(subject.operations()::containsKey).count();
      double start = readyMs.getOrDefault(subject.id(), 0.0) + AROUND_START_MS;
      round += 2 * (block * (operations + bystanders) + perProgram) + start;
      once += operations * (ACCOUNT_MS + start);
      if (subject.action().isProcess() && !subject.isOffline()) {
        once += settings.faults().size() * settings.faultRuns() * (FAULT_MS + start);
      }
    }
    round += cells.size() * 2 * block;
    return settings.rounds() * round + once;
  }
}
