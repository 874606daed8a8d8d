// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.html;

import dev.ringbench.document.StoredDocument;
import dev.ringbench.fault.FaultDocument;
import dev.ringbench.fault.Outcome;
import dev.ringbench.report.Comparison;
import dev.ringbench.report.FaultFindings;
import dev.ringbench.report.Findings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What it costs, and what it buys, to move a sensor out of the kernel: at most five sentences, each
 * with figures and their intervals, and each only where a document proves it.
 */
final class Answer {
  private static final int MOST = 5;
  private static final int MOST_OF_COST = 2;
  private static final String INCIDENT = "F01";
  private static final String NOTHING =
      "No figure of these documents answers it in a sentence; what they hold is below.";

  private final List<StoredDocument> documents;

  Answer(List<StoredDocument> documents) {
    this.documents = documents;
  }

  /** Never none: where no document has an answer, that is said. */
  List<String> sentences() {
    List<String> costs = new ArrayList<>(costs());
    // What a call costs, then what that is of a whole program, then all else about calls.
    programs().ifPresent(sentence -> costs.add(Math.min(1, costs.size()), sentence));
    List<String> sentences = new ArrayList<>(costs.stream().limit(MOST_OF_COST).toList());
    capacity().ifPresent(sentences::add);
    incident().or(this::replayed).ifPresent(sentences::add);
    worse().ifPresent(sentences::add);
    costs.stream().skip(MOST_OF_COST).forEach(sentences::add);
    return sentences.isEmpty() ? List.of(NOTHING) : sentences.stream().limit(MOST).toList();
  }

  /** What would have to be measured for the rest. */
  List<String> missing() {
    List<String> missing = new ArrayList<>();
    if (documents.stream().noneMatch(StoredDocument.Run.class::isInstance)
        && programs().isEmpty()) {
      missing.add("Nothing here says what sensors cost: ./ringbench run measures it.");
    }
    if (documents.stream().noneMatch(StoredDocument.Capacity.class::isInstance)) {
      missing.add(
          "Nothing here says what sensors lose under load: ./ringbench capacity measures it.");
    }
    if (documents.stream().noneMatch(StoredDocument.Faults.class::isInstance)
        && replayed().isEmpty()) {
      missing.add("Nothing here says what a defect takes down: ./ringbench faults tries it.");
    }
    return missing;
  }

  /** Of the best run: a real machine before an emulated one, more blocks before fewer. */
  private List<String> costs() {
    return documents.stream()
        .filter(StoredDocument.Run.class::isInstance)
        .map(StoredDocument.Run.class::cast)
        .max(
            Comparator.<StoredDocument.Run, Boolean>comparing(run -> !run.emulated())
                .thenComparing(StoredDocument.Run::counted)
                .thenComparing(run -> run.document().blocks().size()))
        .map(
            run ->
                new Findings(Comparison.of(run.document()))
                    .sentences().stream().map(sentence -> sentence + from(run)).toList())
        .orElse(List.of());
  }

  /** Of the best one that has a figure. */
  private Optional<String> capacity() {
    return documents.stream()
        .filter(StoredDocument.Capacity.class::isInstance)
        .map(StoredDocument.Capacity.class::cast)
        .filter(stored -> new CapacityAnswer(stored.document()).sentence().isPresent())
        .max(
            Comparator.<StoredDocument.Capacity, Boolean>comparing(stored -> !stored.emulated())
                .thenComparing(
                    stored -> new CapacityAnswer(stored.document()), CapacityAnswer.byWorth()))
        .flatMap(
            stored ->
                new CapacityAnswer(stored.document())
                    .sentence()
                    .map(sentence -> sentence + from(stored)));
  }

  /** Of the best one: a real machine before an emulated one, more rounds before fewer. */
  private Optional<String> programs() {
    return documents.stream()
        .filter(StoredDocument.Macro.class::isInstance)
        .map(StoredDocument.Macro.class::cast)
        .max(
            Comparator.<StoredDocument.Macro, Boolean>comparing(stored -> !stored.emulated())
                .thenComparing(stored -> stored.document().rounds()))
        .flatMap(
            stored ->
                new MacroAnswer(stored.document())
                    .sentence()
                    .map(sentence -> sentence + from(stored)));
  }

  /** Of the one with the most that could be shown. */
  private Optional<String> replayed() {
    return documents.stream()
        .filter(StoredDocument.Replay.class::isInstance)
        .map(StoredDocument.Replay.class::cast)
        .max(
            Comparator.comparing(
                stored ->
                    stored.document().exhibits().stream()
                        .filter(exhibit -> exhibit.unavailable() == null)
                        .count()))
        .flatMap(
            stored ->
                new ReplayAnswer(stored.document())
                    .sentence()
                    .map(sentence -> sentence + from(stored)));
  }

  /** Which document says so. */
  private static String from(StoredDocument document) {
    return " ["
        + document.environment().cpu().model()
        + (document.emulated() ? ", emulated" : "")
        + (document.startedAt() == null ? "" : ", " + document.startedAt().replaceFirst("T.*", ""))
        + (document.partialReason() == null ? "" : ", partial")
        + "]";
  }

  private Optional<StoredDocument.Faults> faults() {
    return documents.stream()
        .filter(StoredDocument.Faults.class::isInstance)
        .map(StoredDocument.Faults.class::cast)
        .max(Comparator.comparing(stored -> stored.document().plan().runsOfCell()));
  }

  /** The same defect in every sensor, on the machine that is set up to rather restart. */
  private Optional<String> incident() {
    return faults()
        .flatMap(
            stored -> {
              List<FaultDocument.Cell> cells =
                  stored.document().cells().stream()
                      .filter(cell -> cell.fault().equals(INCIDENT) && cell.outcome() != null)
                      .toList();
              String profile =
                  cells.stream()
                      .max(Comparator.comparing(cell -> cell.outcome().severity()))
                      .map(FaultDocument.Cell::machineProfile)
                      .orElse("");
              Map<Outcome, List<FaultDocument.Cell>> byClass =
                  new TreeMap<>(Comparator.reverseOrder());
              cells.stream()
                  .filter(cell -> cell.machineProfile().equals(profile))
                  .forEach(
                      cell ->
                          byClass
                              .computeIfAbsent(cell.outcome(), key -> new ArrayList<>())
                              .add(cell));
              String told =
                  byClass.entrySet().stream()
                      .map(entry -> ofClass(entry.getKey(), entry.getValue()))
                      .collect(Collectors.joining("; "));
              return told.isEmpty()
                  ? Optional.empty()
                  : Optional.of(
                      "The defect of 19 July 2024, put into each of them, machine "
                          + profile
                          + ": "
                          + told
                          + "."
                          + from(stored));
            });
  }

  private static String ofClass(Outcome outcome, List<FaultDocument.Cell> cells) {
    FaultDocument.Cell weakest =
        cells.stream().min(Comparator.comparing(cell -> cell.share().low())).orElseThrow();
    return String.format(
        Locale.ROOT,
        "%s (%s) in %s: %s, so at least %.0f %%",
        outcome.title(),
        outcome,
        cells.stream()
            .map(cell -> cell.sensor() + recovered(cell))
            .collect(Collectors.joining(", ")),
        runs(cells, weakest),
        100 * weakest.share().low());
  }

  private static String runs(List<FaultDocument.Cell> cells, FaultDocument.Cell weakest) {
    String runs = weakest.share().hits() + " of " + weakest.share().of() + " runs";
    if (cells.size() == 1) {
      return runs;
    }
    if (cells.stream().anyMatch(cell -> cell.share().of() != weakest.share().of())) {
      return runs + " in " + weakest.sensor() + ", more surely in the others";
    }
    return cells.stream().allMatch(cell -> cell.share().hits() == weakest.share().hits())
        ? runs + " each"
        : "at least " + runs + " each";
  }

  private static String recovered(FaultDocument.Cell cell) {
    FaultDocument.Quantiles recover = cell.times() == null ? null : cell.times().recover();
    if (recover == null || cell.times().notRecovered() > 0) {
      return "";
    }
    return recover.low() == null
        ? String.format(Locale.ROOT, " (well after %.0f ms)", recover.p50())
        : String.format(
            Locale.ROOT,
            " (well after %.0f [%.0f, %.0f] ms)",
            recover.p50(),
            recover.low(),
            recover.high());
  }

  private Optional<String> worse() {
    return faults().flatMap(Answer::worse);
  }

  private static Optional<String> worse(StoredDocument.Faults stored) {
    FaultFindings findings = new FaultFindings(stored.document());
    int surely = findings.userModeSurelyDidWorse();
    int byChance = findings.userModeDidWorse().size() - surely;
    return findings
        .userModeFurthestBehind()
        .map(
            furthest ->
                "User mode is not always the safer place: in "
                    + surely
                    + " cases it did worse than the kernel beyond chance"
                    + (byChance == 0 ? "" : " (in " + byChance + " more it may be chance)")
                    + ", furthest in "
                    + furthest
                    + "."
                    + from(stored));
  }
}
