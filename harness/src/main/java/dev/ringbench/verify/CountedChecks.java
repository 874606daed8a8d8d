// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.result.InstructionCount;
import dev.ringbench.result.ResultDocument;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.statistics.descriptive.Median;

/** What has to hold of a run that counted instructions, which repeat. */
final class CountedChecks {
  /** Blocks of a row that differ by more than this part did not repeat. */
  private static final double REPEATS_WITHIN = 0.02;

  private final ResultDocument document;
  private final Map<Cell, InstructionCount> counts = new HashMap<>();

  CountedChecks(ResultDocument document) {
    this.document = document;
    document.instructionCounts().forEach(count -> counts.put(count.cell(), count));
  }

  List<Check> all() {
    return List.of(
        Availabilities.check(document.availability()), complete(), figures(), repeats(), placebo());
  }

  private Check complete() {
    String name = "complete";
    if (document.run().status() == ResultDocument.Status.PARTIAL) {
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
        // Half of the operations took the median at least.
        violations.require(
            total >= count.operations() / 2 * median,
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

  private Check repeats() {
    Violations violations = new Violations();
    double widest = 0;
    Cell where = null;
    for (InstructionCount count : document.instructionCounts()) {
      double spread = spread(count);
      if (spread >= widest) {
        widest = spread;
        where = count.cell();
      }
      violations.require(
          spread <= REPEATS_WITHIN,
          () ->
              String.format(
                  Locale.ROOT,
                  "%s: medians of its blocks differ by %.2f %%, more than %.0f: %s",
                  count.cell(),
                  100 * spread,
                  100 * REPEATS_WITHIN,
                  count.medians()));
    }
    return violations.check(
        "repeats",
        String.format(
            Locale.ROOT,
            "medians of a row's blocks differ by %.2f %% at most (%s)",
            100 * widest,
            where));
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
    Violations violations = new Violations();
    StringBuilder effects = new StringBuilder("no sensor, counted again, adds");
    for (Operation operation : document.run().operations()) {
      Optional<Double> without = median("none", operation);
      Optional<Double> again = median("placebo", operation);
      violations.require(
          without.isPresent() && again.isPresent(),
          () -> operation + " has no counted placebo: nobody knows what no effect looks like");
      if (without.isPresent() && again.isPresent()) {
        double effect = again.get() - without.get();
        effects.append(String.format(Locale.ROOT, " %+.0f instructions to %s", effect, operation));
        violations.require(
            Math.abs(effect) <= REPEATS_WITHIN * without.get(),
            () ->
                String.format(
                    Locale.ROOT,
                    "%s: the placebo adds %.0f to %.0f instructions: they do not repeat",
                    operation,
                    effect,
                    without.get()));
      }
    }
    return violations.check("placebo", effects.toString());
  }
}
