// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.html;

import dev.ringbench.capacity.CapacityDocument;
import dev.ringbench.capacity.CapacityRow;
import dev.ringbench.document.StoredDocument;
import dev.ringbench.fault.FaultDocument;
import dev.ringbench.fault.Outcome;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Placement;
import dev.ringbench.report.Comparison;
import dev.ringbench.report.FaultFindings;
import dev.ringbench.report.Findings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
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

  private final List<StoredDocument> documents;

  Answer(List<StoredDocument> documents) {
    this.documents = documents;
  }

  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    List<String> costs = costs();
    sentences.addAll(costs.stream().limit(MOST_OF_COST).toList());
    capacity().ifPresent(sentences::add);
    incident().ifPresent(sentences::add);
    worse().ifPresent(sentences::add);
    costs.stream().skip(MOST_OF_COST).forEach(sentences::add);
    return sentences.stream().limit(MOST).toList();
  }

  /** What would have to be measured for the rest. */
  List<String> missing() {
    List<String> missing = new ArrayList<>();
    if (documents.stream().noneMatch(StoredDocument.Run.class::isInstance)) {
      missing.add("Nothing here says what sensors cost: ./ringbench run measures it.");
    }
    if (documents.stream().noneMatch(StoredDocument.Capacity.class::isInstance)) {
      missing.add(
          "Nothing here says what sensors lose under load: ./ringbench capacity measures it.");
    }
    if (documents.stream().noneMatch(StoredDocument.Faults.class::isInstance)) {
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

  private Optional<String> capacity() {
    return documents.stream()
        .filter(StoredDocument.Capacity.class::isInstance)
        .map(StoredDocument.Capacity.class::cast)
        .max(Comparator.comparing(stored -> stored.document().rows().size()))
        .flatMap(stored -> capacity(stored.document()).map(sentence -> sentence + from(stored)));
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

  private record Share(CapacityRow row, double share) {}

  private static Optional<String> capacity(CapacityDocument document) {
    Map<String, Placement> placements = new LinkedHashMap<>();
    document.sensors().forEach(sensor -> placements.put(sensor.id(), sensor.placement()));
    List<Share> shares = new ArrayList<>();
    List<CapacityRow> rows =
        document.rows().stream()
            .filter(row -> row.status() == CapacityRow.Status.OK && row.threads() == 1)
            .filter(row -> placements.get(row.sensor()) != Placement.BASELINE)
            .filter(row -> placements.get(row.sensor()) != Placement.FLOOR)
            .toList();
    for (CapacityRow row : rows) {
      row.fullSpeed()
          .filter(point -> point.withoutPerSecond() != null)
          .ifPresent(
              point ->
                  shares.add(new Share(row, point.offeredPerSecond() / point.withoutPerSecond())));
    }
    if (shares.size() < 2) {
      return Optional.empty();
    }
    shares.sort(Comparator.comparing(Share::share));
    Share least = shares.get(0);
    Share most = shares.get(shares.size() - 1);
    return Optional.of(
        String.format(
            Locale.ROOT,
            "Under full load %s leaves %s of the speed without a sensor, %s %s (pairs taken at once, one"
                + " each); %s.",
            named(most.row()),
            Texts.percent(most.share()),
            named(least.row()),
            Texts.percent(least.share()),
            losing(rows)));
  }

  private static String named(CapacityRow row) {
    return row.sensor()
        + (row.handoff() == Handoff.NONE ? "" : " (" + row.handoff() + ")")
        + " at "
        + row.operation();
  }

  /** {@code rows}: of one thread, with a sensor in them. */
  private static String losing(List<CapacityRow> rows) {
    List<CapacityRow> losing =
        rows.stream()
            .filter(row -> row.limit() == CapacityRow.Limit.LOSS)
            .sorted(
                Comparator.comparing(
                    row -> row.capacityPerSecond() == null ? 0 : row.capacityPerSecond()))
            .toList();
    if (losing.isEmpty()) {
      return "none of " + rows.size() + " rows lost an event, as all are held back";
    }
    CapacityRow first = losing.get(0);
    if (first.capacityPerSecond() == null) {
      return losing.size()
          + " of "
          + rows.size()
          + " rows lose events, "
          + named(first)
          + " at every rate that was tried";
    }
    List<Double> searches = first.searchesPerSecond();
    return String.format(
        Locale.ROOT,
        "%d of %d rows lose events at some rate, %s first, above %s/s%s",
        losing.size(),
        rows.size(),
        named(first),
        Texts.count(first.capacityPerSecond()),
        searches.size() < 2
            ? ""
            : " ["
                + Texts.count(Math.min(first.capacityPerSecond(), Collections.min(searches)))
                + ", "
                + Texts.count(Math.max(first.capacityPerSecond(), Collections.max(searches)))
                + "]");
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
        "%s (%s) in %s: %d of %d runs%s, so at least %.0f %%",
        outcome.title(),
        outcome,
        cells.stream()
            .map(cell -> cell.sensor() + recovered(cell))
            .collect(Collectors.joining(", ")),
        weakest.share().hits(),
        weakest.share().of(),
        cells.size() > 1 ? " each" : "",
        100 * weakest.share().low());
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
    return faults()
        .map(stored -> new FaultFindings(stored.document()).userModeDidWorse())
        .filter(sentences -> !sentences.isEmpty())
        .map(
            sentences ->
                "User mode is not always the safer place: in "
                    + sentences.size()
                    + " cases it did worse than the kernel. "
                    + sentences.get(0));
  }
}
