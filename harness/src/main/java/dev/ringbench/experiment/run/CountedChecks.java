// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.check.Availabilities;
import dev.ringbench.check.Check;
import dev.ringbench.check.Violations;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.statistics.descriptive.Median;

/** What has to hold of a run that counted instructions, which repeat. */
public final class CountedChecks {
  /** Blocks of a row that differ by more than this part did not repeat. */
  private static final double REPEATS_WITHIN = 0.02;

  private final RunDocument document;
  private final Map<Cell, InstructionCount> counts = new HashMap<>();

  public CountedChecks(RunDocument document) {
    this.document = document;
    document.instructionCounts().forEach(count -> counts.put(count.cell(), count));
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
    violations.require(
        counts.size() == document.instructionCounts().size(), () -> "a row was counted twice");
    for (Availability tried : document.availability()) {
      InstructionCount count = counts.get(tried.cell());
      violations.require(
          count != null && tried.available() == (count.reason() == null),
          () -> tried.cell() + (tried.available() ? " has no count" : " has a count"));
    }
    return violations.check(name, counts.size() + " rows");
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

  /** That they do not repeat makes them worth less, and the document no less honest. */
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
            "medians of a row's blocks differ by %.2f %% at most (%s)",
            100 * spread(widest),
            widest.cell());
    long wide =
        document.instructionCounts().stream()
            .filter(count -> spread(count) > REPEATS_WITHIN)
            .count();
    return wide == 0
        ? Check.ok(name, found)
        : Check.warning(
            name,
            String.format(
                Locale.ROOT,
                "%s: %s; %d of %d rows by more than %.0f %%, so they do not repeat",
                found,
                widest.medians(),
                wide,
                document.instructionCounts().size(),
                100 * REPEATS_WITHIN));
  }

  private Optional<Double> median(String sensor, Operation operation) {
    return Optional.ofNullable(counts.get(new Cell(sensor, operation, Handoff.NONE)))
        .filter(count -> !count.medians().isEmpty())
        .map(
            count ->
                Median.withDefaults()
                    .evaluate(count.medians().stream().mapToDouble(Long::doubleValue).toArray()));
  }

  private Check placebo() {
    String name = "placebo";
    Violations violations = new Violations();
    List<String> known = new ArrayList<>();
    StringBuilder effects = new StringBuilder("no sensor, counted again, adds");
    for (Operation operation : document.run().operations()) {
      Optional<Double> without = median("none", operation);
      Optional<Double> again = median(name, operation);
      if (without.isEmpty() || again.isEmpty()) {
        String what = operation + " has no counted placebo: nobody knows what no effect looks like";
        violations.require(
            isPartial() || isRefused("none", operation) || isRefused(name, operation), () -> what);
        known.add(what);
        continue;
      }
      double effect = again.get() - without.get();
      effects.append(String.format(Locale.ROOT, " %+.0f instructions to %s", effect, operation));
      if (Math.abs(effect) > REPEATS_WITHIN * without.get()) {
        known.add(
            String.format(
                Locale.ROOT,
                "%s: the placebo adds %.0f to %.0f instructions: they do not repeat",
                operation,
                effect,
                without.get()));
      }
    }
    return violations.any() || known.isEmpty()
        ? violations.check(name, effects.toString())
        : Check.warning(name, String.join("; ", known));
  }

  private boolean isPartial() {
    return document.run().status() == RunDocument.Status.PARTIAL;
  }

  private boolean isRefused(String sensor, Operation operation) {
    return Availabilities.isRefused(
        document.availability(), new Cell(sensor, operation, Handoff.NONE));
  }
}
