// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.check.Availabilities;
import dev.ringbench.check.Check;
import dev.ringbench.check.Violations;
import dev.ringbench.counted.CountedRow;
import dev.ringbench.counted.InstructionCount;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What has to hold of a run that counted instructions. */
public final class CountedChecks {
  /** Blocks or boots of a row that differ by more than this part make its figure doubtful. */
  private static final double REPEATS_WITHIN = 0.02;

  private final RunDocument document;
  private final Map<Cell, CountedRow> rows;

  public CountedChecks(RunDocument document) {
    this.document = document;
    this.rows = CountedRow.of(document.instructionCounts());
  }

  public List<Check> all() {
    return List.of(
        Availabilities.check(document.availability()), complete(), figures(), repeats(), placebo());
  }

  private Check complete() {
    String name = "complete";
    if (isPartial()) {
      return Check.warning(name, "partial: " + document.run().statusReason());
    }
    Violations violations = new Violations();
    Set<Integer> boots =
        IntStream.range(0, document.run().forks()).boxed().collect(Collectors.toSet());
    for (Availability tried : document.availability()) {
      CountedRow row = rows.get(tried.cell());
      violations.require(
          row != null && tried.available() == (row.reason() == null),
          () -> tried.cell() + (tried.available() ? " has no count" : " has a count"));
      violations.require(
          row == null || row.numbers().equals(boots),
          () ->
              "%s was counted in the boots %s, not in all of %d"
                  .formatted(tried.cell(), row.numbers(), boots.size()));
    }
    for (CountedRow row : rows.values()) {
      violations.require(
          row.numbers().size() == row.boots().size(),
          () -> row.cell() + " was counted twice in one boot");
    }
    return violations.check(
        name, rows.size() + " rows" + (boots.size() > 1 ? ", " + boots.size() + " boots" : ""));
  }

  private Check figures() {
    Violations violations = new Violations();
    for (InstructionCount count : document.instructionCounts()) {
      Cell cell = count.cell();
      if (count.reason() != null) {
        violations.require(
            count.medians().isEmpty() && count.totals().isEmpty(),
            () -> cell + " could not be counted, and has counts all the same");
        continue;
      }
      violations.require(!count.medians().isEmpty(), () -> cell + " has no count and no reason");
      violations.require(
          count.medians().stream().allMatch(median -> median > 0) && count.operations() > 0,
          () -> cell + " has counts that are not positive: " + count.medians());
      violations.require(
          count.totals().isEmpty() || count.totals().size() == count.medians().size(),
          () -> cell + " has not as many totals as medians");
      for (int i = 0; i < Math.min(count.totals().size(), count.medians().size()); i++) {
        long total = count.totals().get(i);
        long median = count.medians().get(i);
        // Half of the operations took the median at least. No product: it may not fit.
        violations.require(
            median <= 0 || total / median >= count.operations() / 2,
            () ->
                "%s: a block of %d operations with a median of %d took only %d in all"
                    .formatted(cell, count.operations(), median, total));
      }
    }
    return violations.check("figures", "all counts are positive, and no block is below its median");
  }

  private static double spread(InstructionCount count) {
    return count.medians().isEmpty()
        ? 0
        : (Collections.max(count.medians()) - Collections.min(count.medians()))
            / (double) Collections.min(count.medians());
  }

  /** Less that repeats makes them worth less, and the document no less honest. */
  private Check repeats() {
    String name = "repeats";
    InstructionCount widest =
        document.instructionCounts().stream()
            .max(Comparator.comparingDouble(CountedChecks::spread))
            .orElse(null);
    if (widest == null) {
      return Check.notApplicable(name, "nothing was counted");
    }
    String found =
        String.format(
            Locale.ROOT,
            "medians of a row's blocks differ by %.2f %% at most (%s)%s",
            100 * spread(widest),
            widest.cell(),
            betweenBoots());
    List<String> wide = new ArrayList<>();
    for (CountedRow row : rows.values()) {
      if (row.boots().stream().anyMatch(count -> spread(count) > REPEATS_WITHIN)) {
        wide.add(row.cell() + " in one boot");
      } else if (row.spread() > REPEATS_WITHIN) {
        wide.add(row.cell() + " between boots");
      }
    }
    return wide.isEmpty()
        ? Check.ok(name, found)
        : Check.warning(
            name,
            String.format(
                Locale.ROOT,
                "%s; %d of %d rows by more than %.0f %%, so they do not repeat: %s",
                found,
                wide.size(),
                rows.size(),
                100 * REPEATS_WITHIN,
                String.join(", ", wide)));
  }

  private String betweenBoots() {
    return rows.values().stream()
        .filter(row -> row.medians().size() > 1)
        .max(Comparator.comparingDouble(CountedRow::spread))
        .map(
            row ->
                String.format(
                    Locale.ROOT,
                    ", those of its boots by %.2f %% (%s)",
                    100 * row.spread(),
                    row.cell()))
        .orElse("");
  }

  private Check placebo() {
    String name = "placebo";
    Violations violations = new Violations();
    List<String> known = new ArrayList<>();
    StringBuilder effects = new StringBuilder("no sensor, counted again, adds");
    for (Operation operation : document.run().operations()) {
      Map<Integer, Double> without = medians("none", operation);
      Map<Integer, Double> draws = CountedRow.added(medians(name, operation), without);
      if (draws.isEmpty()) {
        String what = operation + " has no counted placebo: the noise is unknown";
        violations.require(
            isPartial() || isRefused("none", operation) || isRefused(name, operation), () -> what);
        known.add(what);
        continue;
      }
      effects.append(
          draws.values().stream()
              .map(draw -> String.format(Locale.ROOT, "%+.0f", draw))
              .collect(Collectors.joining(", ", " ", " instructions to " + operation)));
      draws.forEach(
          (boot, effect) -> {
            if (Math.abs(effect) > REPEATS_WITHIN * without.get(boot)) {
              known.add(
                  String.format(
                      Locale.ROOT,
                      "%s: the placebo adds %.0f to %.0f instructions: they do not repeat",
                      operation,
                      effect,
                      without.get(boot)));
            }
          });
    }
    return violations.any() || known.isEmpty()
        ? violations.check(name, effects.toString())
        : Check.warning(name, String.join("; ", known));
  }

  private Map<Integer, Double> medians(String sensor, Operation operation) {
    CountedRow row = rows.get(new Cell(sensor, operation, Handoff.NONE));
    return row == null ? Map.of() : row.medians();
  }

  private boolean isPartial() {
    return document.run().status() == RunDocument.Status.PARTIAL;
  }

  private boolean isRefused(String sensor, Operation operation) {
    return Availabilities.isRefused(
        document.availability(), new Cell(sensor, operation, Handoff.NONE));
  }
}
