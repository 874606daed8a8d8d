// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.counted;

import dev.ringbench.model.Cell;
import dev.ringbench.stats.Interval;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.statistics.descriptive.Median;

/**
 * All counts of one row. The boot of the guest is the unit of replication: counts of one boot
 * repeat where those of two need not.
 *
 * @param boots a count each, in the document's order
 */
public record CountedRow(Cell cell, List<InstructionCount> boots) {
  /** Defensive copy. */
  public CountedRow {
    boots = List.copyOf(boots);
  }

  /** Every row of one document or kernel, in the order of counting. */
  public static Map<Cell, CountedRow> of(List<InstructionCount> all) {
    Map<Cell, List<InstructionCount>> counts = new LinkedHashMap<>();
    for (InstructionCount count : all) {
      counts.computeIfAbsent(count.cell(), cell -> new ArrayList<>()).add(count);
    }
    Map<Cell, CountedRow> rows = new LinkedHashMap<>();
    counts.forEach((cell, boots) -> rows.put(cell, new CountedRow(cell, boots)));
    return rows;
  }

  /** The median operation of each boot, by boot: of its blocks, the median. */
  public Map<Integer, Double> medians() {
    Map<Integer, Double> medians = new TreeMap<>();
    for (InstructionCount count : boots) {
      if (!count.medians().isEmpty()) {
        medians.put(count.boot(), middle(count.medians()));
      }
    }
    return medians;
  }

  /** All that the CPU did in each boot, for each operation. */
  public Map<Integer, Double> means() {
    Map<Integer, Double> means = new TreeMap<>();
    for (InstructionCount count : boots) {
      if (!count.totals().isEmpty()) {
        means.put(count.boot(), middle(count.totals()) / count.operations());
      }
    }
    return means;
  }

  /** Why no boot could count it; null: one did. */
  public String reason() {
    if (boots.stream().anyMatch(count -> !count.medians().isEmpty())) {
      return null;
    }
    String reason = boots.get(0).reason();
    return reason == null ? "the guest ended before it" : reason;
  }

  /** Of the boots that it was counted in, or refused. */
  public Set<Integer> numbers() {
    return boots.stream().map(InstructionCount::boot).collect(Collectors.toSet());
  }

  /** By which part of the least median the most of another boot is above it; 0: one boot. */
  public double spread() {
    DoubleSummaryStatistics medians =
        medians().values().stream().collect(Collectors.summarizingDouble(median -> median));
    return medians.getCount() < 2 ? 0 : medians.getMax() / medians.getMin() - 1;
  }

  /** The most that blocks of one boot differ by: a row with two modes is in either. */
  public long withinBoots() {
    return boots.stream()
        .filter(count -> !count.medians().isEmpty())
        .mapToLong(count -> Collections.max(count.medians()) - Collections.min(count.medians()))
        .max()
        .orElse(0);
  }

  /** By boot what is added to the baseline of the same boot. */
  public static Map<Integer, Double> added(
      Map<Integer, Double> with, Map<Integer, Double> without) {
    Map<Integer, Double> added = new TreeMap<>();
    with.forEach(
        (boot, value) -> {
          if (without.containsKey(boot)) {
            added.put(boot, value - without.get(boot));
          }
        });
    return added;
  }

  /** The median over boots, from the least of them to the most; one boot has no ends. */
  public static Interval overBoots(Map<Integer, Double> byBoot) {
    double[] values = byBoot.values().stream().mapToDouble(Double::doubleValue).sorted().toArray();
    double median = Median.withDefaults().evaluate(values);
    return values.length < 2
        ? new Interval(median, Double.NaN, Double.NaN)
        : new Interval(median, values[0], values[values.length - 1]);
  }

  private static double middle(Collection<Long> values) {
    return Median.withDefaults().evaluate(values.stream().mapToDouble(Long::doubleValue).toArray());
  }
}
