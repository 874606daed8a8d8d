// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.counted.CountedNoise;
import dev.ringbench.counted.CountedRow;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import dev.ringbench.stats.Interval;
import dev.ringbench.stats.LeastSquares;
import dev.ringbench.stats.Observation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How a sensor's cost grows with its rules, and where the kernel's advantage ends: a straight line
 * through the added medians, one a fork or a counting guest's boot, and where the lines of two
 * placements meet.
 */
public final class RuleCosts {
  /** An advantage that is less than this part of the operation is none that anybody feels. */
  private static final double FELT = 0.1;

  private final RunFigures comparison;
  private final String unit;

  private final boolean counted;

  /** Added cost by number of rules, by fork or boot; the cell has no rules. */
  private final Map<Cell, Map<Integer, Map<Integer, Double>>> series = new LinkedHashMap<>();

  /** For one document. */
  public RuleCosts(RunFigures comparison) {
    this.comparison = comparison;
    this.counted = !comparison.document().instructionCounts().isEmpty();
    this.unit = counted ? InstructionRows.UNIT : "ns";
    CountedNoise noise =
        new CountedNoise(comparison.document().instructionCounts(), comparison::baselineOf);
    comparison.document().availability().stream()
        .filter(tried -> tried.available() && comparison.sensor(tried.cell().sensor()).evaluates())
        .forEach(tried -> add(tried.cell(), noise));
    series.values().removeIf(byRules -> byRules.size() < 2);
  }

  private void add(Cell cell, CountedNoise noise) {
    Map<Integer, Double> byFork = new TreeMap<>();
    if (counted) {
      byFork.putAll(noise.added(cell));
    } else {
      MeasuredBlocks.medianByFork(comparison.added(cell, BlockValue.COST_P50)).forEach(byFork::put);
    }
    if (!byFork.isEmpty()) {
      series.computeIfAbsent(cell.withRules(0), key -> new TreeMap<>()).put(cell.rules(), byFork);
    }
  }

  /** Whether the document varied the number of rules. */
  public boolean any() {
    return !series.isEmpty();
  }

  /** The rows that have rules, in the order of measuring. */
  List<Cell> cells(Operation operation) {
    return series.keySet().stream().filter(cell -> cell.operation() == operation).toList();
  }

  /** All numbers of rules of the document. */
  List<Integer> ruleCounts() {
    TreeSet<Integer> counts = new TreeSet<>();
    series.values().forEach(byRules -> counts.addAll(byRules.keySet()));
    return List.copyOf(counts);
  }

  /** What one rule adds, in the document's unit. */
  Optional<Interval> perRule(Cell cell) {
    List<Observation> slopes = new ArrayList<>();
    lines(cell).forEach((fork, line) -> slopes.add(comparison.observation(fork, line.slope())));
    return slopes.isEmpty() ? Optional.empty() : Optional.of(interval(slopes));
  }

  /** 95 % over forks; over boots of a counting guest from the least to the most. */
  private Interval interval(List<Observation> observations) {
    if (!counted) {
      return comparison.interval(observations);
    }
    Map<Integer, Double> byBoot = new TreeMap<>();
    observations.forEach(observation -> byBoot.put(observation.fork(), observation.value()));
    return CountedRow.overBoots(byBoot);
  }

  /** What the ends of its intervals are, for a header; empty: there are none. */
  String ends() {
    int boots = comparison.document().run().forks();
    return !counted ? " [95 %]" : boots > 1 ? " [" + boots + " boots]" : "";
  }

  String unit() {
    return unit;
  }

  /**
   * Without rules a sensor does not look up what rules look at (a path, a parent): that step is no
   * part of the slope, so the point is left out where others make a line.
   */
  private static List<Integer> fitted(Collection<Integer> counts) {
    List<Integer> with = counts.stream().filter(count -> count > 0).sorted().toList();
    return with.size() < 2 ? counts.stream().sorted().toList() : with;
  }

  /** One line a fork that has all numbers of rules that are fitted. */
  private Map<Integer, LeastSquares> lines(Cell cell) {
    Map<Integer, Map<Integer, Double>> byRules = series.get(cell);
    Map<Integer, LeastSquares> lines = new TreeMap<>();
    TreeSet<Integer> forks = new TreeSet<>();
    byRules.values().forEach(byFork -> forks.addAll(byFork.keySet()));
    for (int fork : forks) {
      Map<Double, Double> points = new TreeMap<>();
      fitted(byRules.keySet())
          .forEach(
              rules -> {
                Double added = byRules.get(rules).get(fork);
                if (added != null) {
                  points.put((double) rules, added);
                }
              });
      if (points.size() == fitted(byRules.keySet()).size()) {
        lines.put(fork, LeastSquares.through(points));
      }
    }
    return lines;
  }

  /** Where two placements of one mode meet, a sentence a pair. */
  public List<String> breakEvens() {
    List<String> sentences = new ArrayList<>();
    for (Cell kernel : series.keySet()) {
      for (Cell user : series.keySet()) {
        if (decidesInKernel(comparison.sensor(kernel.sensor())) && mayBeCompared(kernel, user)) {
          breakEven(kernel, user).ifPresent(sentences::add);
        }
      }
    }
    return sentences;
  }

  private boolean mayBeCompared(Cell kernel, Cell user) {
    Sensor inKernel = comparison.sensor(kernel.sensor());
    Sensor outside = comparison.sensor(user.sensor());
    boolean sameHandoff =
        kernel.handoff() == user.handoff()
            || kernel.handoff() == Handoff.NONE
            || user.handoff() == Handoff.NONE;
    return !decidesInKernel(outside)
        && sameHandoff
        && kernel.operation() == user.operation()
        && (paired(inKernel, outside) || paired(outside, inKernel));
  }

  private static boolean decidesInKernel(Sensor sensor) {
    return sensor.placement() == Placement.KERNEL_NATIVE
        || sensor.placement() == Placement.KERNEL_VERIFIED;
  }

  private static boolean paired(Sensor one, Sensor other) {
    return one.pairs().stream()
        .anyMatch(pair -> pair.with().equals(other.id()) && pair.pairing().isRanked());
  }

  private Optional<String> breakEven(Cell kernel, Cell user) {
    Map<Integer, LeastSquares> kernelLines = lines(kernel);
    Map<Integer, LeastSquares> userLines = lines(user);
    List<Observation> meetings = new ArrayList<>();
    int forks = 0;
    for (Map.Entry<Integer, LeastSquares> entry : kernelLines.entrySet()) {
      LeastSquares other = userLines.get(entry.getKey());
      if (other != null) {
        forks++;
        double at = entry.getValue().meets(other);
        if (at > 0) {
          meetings.add(comparison.observation(entry.getKey(), at));
        }
      }
    }
    if (forks == 0) {
      return Optional.empty();
    }
    String rules =
        String.format(
            Locale.ROOT,
            "%s and %s: a rule costs %s in the kernel and %s outside",
            kernel,
            user.sensor() + (user.handoff() == Handoff.NONE ? "" : " (" + user.handoff() + ")"),
            perRule(kernel).map(this::figure).orElse("?"),
            perRule(user).map(this::figure).orElse("?"));
    return Optional.of(
        meetings.size() == forks
            ? rules + "; both cost the same at " + meeting(interval(meetings), kernel, user)
            : rules + "; " + withoutMeeting(kernel, user, meetings.size(), forks));
  }

  private String meeting(Interval at, Cell kernel, Cell user) {
    TreeSet<Integer> measured = new TreeSet<>(fitted(series.get(kernel).keySet()));
    measured.retainAll(fitted(series.get(user).keySet()));
    boolean inside =
        !measured.isEmpty()
            && measured.first() <= at.estimate()
            && at.estimate() <= measured.last();
    return number(at)
        + " rules"
        + (inside ? "." : ", if the lines go on beyond the numbers of rules that were measured.");
  }

  private String withoutMeeting(Cell kernel, Cell user, int meetings, int forks) {
    if (meetings > 0) {
      return String.format(
          Locale.ROOT,
          "whether they ever cost the same differs between %s (%d of %d).",
          counted ? "boots" : "forks",
          meetings,
          forks);
    }
    List<Observation> unfelt = new ArrayList<>();
    Map<Integer, LeastSquares> userLines = lines(user);
    Map<Integer, Double> baselines = comparison.baselineByFork(kernel);
    lines(kernel)
        .forEach(
            (fork, line) -> {
              LeastSquares other = userLines.get(fork);
              Double baseline = baselines.get(fork);
              if (other != null && baseline != null) {
                // difference(n) = FELT * (baseline + user(n))
                double constant =
                    other.intercept() - line.intercept() - FELT * (baseline + other.intercept());
                double slope = other.slope() - line.slope() - FELT * other.slope();
                double at = -constant / slope;
                if (constant > 0 && slope < 0) {
                  unfelt.add(comparison.observation(fork, at));
                }
              }
            });
    return unfelt.isEmpty()
        ? "the kernel saves nothing, whatever the rules."
        : "they never cost the same, but from "
            + number(interval(unfelt))
            + " rules on the kernel saves less than a tenth of the operation.";
  }

  private String figure(Interval interval) {
    return String.format(Locale.ROOT, "%.3g %s", interval.estimate(), unit);
  }

  private String number(Interval interval) {
    return Double.isNaN(interval.low())
        ? String.format(
            Locale.ROOT,
            "%,.0f%s",
            interval.estimate(),
            counted ? " (one boot, so no interval)" : "")
        : String.format(
            Locale.ROOT,
            "%,.0f [%,.0f, %,.0f]",
            interval.estimate(),
            interval.low(),
            interval.high());
  }
}
