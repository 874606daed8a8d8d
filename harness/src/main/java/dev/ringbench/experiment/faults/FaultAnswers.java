// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import dev.ringbench.fault.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a campaign says on a report's first screen. */
final class FaultAnswers {
  private static final String INCIDENT = "F01";

  private final FaultDocument document;

  FaultAnswers(FaultDocument document) {
    this.document = document;
  }

  /** The same defect in every sensor, on the machine that is set up to rather restart. */
  Optional<String> incident() {
    List<FaultDocument.Cell> cells =
        document.cells().stream()
            .filter(cell -> cell.fault().equals(INCIDENT) && cell.outcome() != null)
            .toList();
    String profile =
        cells.stream()
            .max(Comparator.comparing(cell -> cell.outcome().severity()))
            .map(FaultDocument.Cell::machineProfile)
            .orElse("");
    Map<Outcome, List<FaultDocument.Cell>> byClass = new TreeMap<>(Comparator.reverseOrder());
    cells.stream()
        .filter(cell -> cell.machineProfile().equals(profile))
        .forEach(
            cell -> byClass.computeIfAbsent(cell.outcome(), key -> new ArrayList<>()).add(cell));
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
                + ".");
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
        ? String.format(Locale.ROOT, " (recovered after %.0f ms)", recover.p50())
        : String.format(
            Locale.ROOT,
            " (recovered after %.0f [%.0f, %.0f] ms)",
            recover.p50(),
            recover.low(),
            recover.high());
  }

  /** Where user mode is the worse place. */
  Optional<String> counterexample() {
    FaultFindings findings = new FaultFindings(document);
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
                    + ".");
  }
}
