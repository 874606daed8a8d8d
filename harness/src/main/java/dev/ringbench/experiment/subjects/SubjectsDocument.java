// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects;

import dev.ringbench.document.DocumentForm;
import dev.ringbench.document.DocumentHead;
import dev.ringbench.figure.Histograms;
import dev.ringbench.model.Environment;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Sensor;
import dev.ringbench.subject.OutsideFault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Sensors that are not ours, beside ours. The form is fixed by
 * results/schema/ringbench-subjects-1.schema.json.
 *
 * @param status complete or partial
 * @param statusReason why it is partial; null
 * @param finishedAt when it was complete; null: it is not
 * @param profile how long was measured
 * @param blockMs planned length of a block
 * @param counted whether the clock counted instructions, so that ns are instructions
 * @param operations that were asked for
 * @param sensors of ours that were measured beside them
 * @param programs whole programs that were asked for
 * @param runs of them
 * @param asked faults that were asked for
 * @param faultRuns how often each was to be done
 * @param faults that were done
 */
public record SubjectsDocument(
    String generator,
    int subjectsSchemaVersion,
    String version,
    String status,
    String statusReason,
    String startedAt,
    String finishedAt,
    String profile,
    int rounds,
    int blockMs,
    long seed,
    boolean emulated,
    boolean counted,
    Environment environment,
    List<String> warnings,
    List<Operation> operations,
    List<SubjectFacts> subjects,
    List<Sensor> sensors,
    List<SubjectTrial> trials,
    List<SubjectBlock> blocks,
    List<String> programs,
    List<SubjectProgram> runs,
    List<SubjectAccount> accounts,
    List<OutsideFault> asked,
    int faultRuns,
    List<SubjectFault> faults) {
  /** Of the documents that this code writes. */
  public static final int SCHEMA_VERSION = 1;

  /** What no subject is asked to watch: a call with a path, and about the cheapest call. */
  public static final List<Operation> BYSTANDERS = List.of(Operation.STAT, Operation.NULL_CALL);

  /** A row of nothing at all, to know the noise. */
  public static final String PLACEBO = "placebo";

  /** How it is read and written. */
  public static final DocumentForm<SubjectsDocument> FORM =
      new DocumentForm<>(
          SubjectsDocument.class,
          "ringbench run --subject",
          "subjects_schema_version",
          SCHEMA_VERSION,
          "ringbench-subjects-1.schema.json",
          SubjectsDocument::firstContradiction);

  /** Defensive copies. */
  public SubjectsDocument {
    generator = generator == null ? DocumentHead.GENERATOR : generator;
    warnings = List.copyOf(warnings);
    operations = List.copyOf(operations);
    subjects = List.copyOf(subjects);
    sensors = List.copyOf(sensors);
    trials = List.copyOf(trials);
    blocks = List.copyOf(blocks);
    programs = List.copyOf(programs);
    runs = List.copyOf(runs);
    accounts = List.copyOf(accounts);
    asked = List.copyOf(asked);
    faults = List.copyOf(faults);
  }

  /** The same, which ended early. */
  public SubjectsDocument partial(String why) {
    return with("partial", why, null, blocks, rounds);
  }

  /** This and what another boot of the same plan measured, its rounds behind these. */
  public SubjectsDocument followedBy(SubjectsDocument next) {
    List<SubjectBlock> all = new ArrayList<>(blocks);
    int steps = blocks.stream().mapToInt(SubjectBlock::step).max().orElse(-1) + 1;
    next.blocks.forEach(block -> all.add(block.later(rounds, steps)));
    return with(next.status, next.statusReason, next.finishedAt, all, rounds + next.rounds);
  }

  private SubjectsDocument with(
      String newStatus,
      String newReason,
      String newFinishedAt,
      List<SubjectBlock> newBlocks,
      int newRounds) {
    return new SubjectsDocument(
        generator,
        subjectsSchemaVersion,
        version,
        newStatus,
        newReason,
        startedAt,
        newFinishedAt,
        profile,
        newRounds,
        blockMs,
        seed,
        emulated,
        counted,
        environment,
        warnings,
        operations,
        subjects,
        sensors,
        trials,
        newBlocks,
        programs,
        runs,
        accounts,
        asked,
        faultRuns,
        faults);
  }

  private static String place(String row, String beside, Object what, int round) {
    return "%s beside %s, %s, round %d".formatted(row, beside, what, round);
  }

  private static Optional<String> firstTwice(Stream<String> places) {
    Set<String> seen = new HashSet<>();
    return places.filter(place -> !seen.add(place)).findFirst();
  }

  /** What in it no schema can forbid and no reader can work with; null: nothing. */
  private String firstContradiction() {
    if (operations.isEmpty()) {
      return "it has no operation";
    }
    Set<String> rows = new HashSet<>(List.of(PLACEBO, SubjectBlock.WITHOUT));
    for (String id :
        Stream.concat(subjects.stream().map(SubjectFacts::id), sensors.stream().map(Sensor::id))
            .toList()) {
      if (!rows.add(id)) {
        return id + " is described twice";
      }
    }
    Optional<String> twice =
        firstTwice(
            Stream.concat(
                blocks.stream()
                    .filter(SubjectBlock::measured)
                    .map(of -> place(of.row(), of.beside(), of.operation(), of.round())),
                runs.stream()
                    .filter(SubjectProgram::measured)
                    .map(of -> place(of.row(), of.beside(), of.program(), of.round()))));
    if (twice.isPresent()) {
      return twice.get() + " comes twice";
    }
    if (subjects.stream()
        .flatMap(subject -> subject.operations().stream())
        .anyMatch(claim -> (claim.like() == null) != (claim.pairing() == null))) {
      return "like and pairing belong together";
    }
    return Stream.of(
            trials.stream().map(SubjectTrial::row),
            blocks.stream().map(SubjectBlock::row),
            blocks.stream().map(SubjectBlock::beside),
            runs.stream().map(SubjectProgram::row),
            runs.stream().map(SubjectProgram::beside),
            accounts.stream().map(SubjectAccount::row),
            faults.stream().map(SubjectFault::row))
        .flatMap(names -> names)
        .filter(name -> !rows.contains(name))
        .findFirst()
        .map(name -> name + " has rows, and is not described")
        .orElseGet(
            () ->
                blocks.stream()
                    .map(block -> Histograms.defectOf(block.histogram()))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .map(defect -> "a block: " + defect)
                    .orElse(null));
  }
}
