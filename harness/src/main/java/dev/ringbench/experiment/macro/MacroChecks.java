// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.macro;

import dev.ringbench.check.Availabilities;
import dev.ringbench.check.Check;
import dev.ringbench.check.Violations;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Sensor;
import dev.ringbench.stats.Interval;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/** What has to hold of a run of whole programs. */
public final class MacroChecks {
  private static final String WITHOUT = "none";
  private static final String WITH_NONE = " with " + WITHOUT;
  private static final String PLACEBO = "placebo";

  private final MacroDocument document;
  private final List<String> workloads;

  public MacroChecks(MacroDocument document) {
    this.document = document;
    this.workloads =
        document.workloads().stream()
            .filter(name -> document.missing().stream().noneMatch(m -> m.startsWith(name + ":")))
            .toList();
  }

  public List<Check> all() {
    return List.of(
        Availabilities.check(document.availability()),
        complete(),
        samples(),
        pairs(),
        interleaving(),
        slowDowns());
  }

  private static String place(MacroSample sample) {
    return "%s with %s, round %d, step %d"
        .formatted(sample.workload(), sample.sensor(), sample.round(), sample.step());
  }

  private Check complete() {
    String name = "complete";
    if (isPartial()) {
      return Check.warning(name, "partial: " + document.statusReason());
    }
    Violations violations = new Violations();
    Map<Integer, Map<String, Integer>> found = new HashMap<>();
    for (MacroSample sample : document.samples()) {
      found
          .computeIfAbsent(sample.round(), round -> new HashMap<>())
          .merge(key(sample.workload(), sample.sensor()), 1, Integer::sum);
    }
    List<String> sensors =
        document.availability().stream()
            .filter(Availability::available)
            .map(tried -> tried.cell().sensor())
            .distinct()
            .toList();
    found.forEach(
        (round, samples) -> {
          // As many as there are samples, whatever the document says of sensors and workloads.
          boolean most = samples.size() >= (long) workloads.size() * sensors.size();
          violations.require(
              most, () -> "round " + round + " has not all rows: " + missing(samples, sensors));
          samples.forEach(
              (row, count) ->
                  violations.require(
                      count == 1 || row.endsWith(WITH_NONE),
                      () -> "%s, round %d: %d samples".formatted(row, round, count)));
        });
    violations.require(
        workloads.isEmpty() || sensors.isEmpty() || found.size() == document.rounds(),
        () -> found.size() + " of " + document.rounds() + " rounds have samples");
    return violations.check(
        name, document.samples().size() + " runs in " + document.rounds() + " rounds");
  }

  private String missing(Map<String, Integer> samples, List<String> sensors) {
    return workloads.stream()
        .flatMap(workload -> sensors.stream().map(sensor -> key(workload, sensor)))
        .filter(row -> !samples.containsKey(row))
        .findFirst()
        .orElse("");
  }

  private static String key(String workload, String sensor) {
    return workload + " with " + sensor;
  }

  private Check samples() {
    Violations violations = new Violations();
    int failed = 0;
    int before = -1;
    for (MacroSample sample : document.samples()) {
      int last = before;
      violations.require(
          sample.step() == last + 1, () -> place(sample) + " comes after step " + last);
      before = sample.step();
      violations.require(
          sample.round() < document.rounds() && workloads.contains(sample.workload()),
          () -> place(sample) + " was not planned");
      boolean good = sample.reason() == null;
      failed += good ? 0 : 1;
      violations.require(
          good
              ? sample.elapsedMs() > 0 && sample.cpuMs() >= 0 && sample.sensorCpuMs() >= 0
              : sample.elapsedMs() == 0 && sample.cpuMs() == 0,
          () -> place(sample) + (good ? " took no time" : " has failed, and has times"));
      violations.require(
          sample.lost() == null || sample.lost() >= 0, () -> place(sample) + ": lost is negative");
    }
    return violations.check("samples", failed + " failed, with a reason; all others took time");
  }

  private Check pairs() {
    Violations violations = new Violations();
    Map<Integer, MacroSample> bySteps = new HashMap<>();
    document.samples().forEach(sample -> bySteps.put(sample.step(), sample));
    int last = document.samples().size() - 1;
    for (MacroSample sample : document.samples()) {
      violations.require(
          sample.sensor().equals(WITHOUT)
              || isPair(sample, bySteps.get(sample.step() - 1))
              || isPair(sample, bySteps.get(sample.step() + 1))
              // Its pair was to come next.
              || (isPartial() && sample.step() == last),
          () -> place(sample) + " has no run without a sensor right before or after it");
    }
    return violations.check("pairs", "each run has one without a sensor right beside it");
  }

  private boolean isPartial() {
    return document.status().equals("partial");
  }

  private static boolean isPair(MacroSample sample, MacroSample beside) {
    return beside != null
        && beside.sensor().equals(WITHOUT)
        && beside.round() == sample.round()
        && beside.workload().equals(sample.workload());
  }

  /**
   * The order follows from the seed, so there is nothing of chance in it. Runs without a sensor are
   * looked at as pairs.
   */
  private Check interleaving() {
    String name = "interleaving";
    Map<Integer, List<String>> rounds = new LinkedHashMap<>();
    for (MacroSample sample : document.samples()) {
      List<String> rows = rounds.computeIfAbsent(sample.round(), round -> new ArrayList<>());
      if (!sample.sensor().equals(WITHOUT)) {
        rows.add(key(sample.workload(), sample.sensor()));
      }
    }
    if (rounds.isEmpty()) {
      return Check.notApplicable(name, "there are no runs");
    }
    List<Cell> sensed = MacroOrder.sensed(document.availability());
    // Each round but the last has all of them: else the rounds are not those of one plan.
    boolean whole =
        (rounds.size() - 1L) * sensed.size() * workloads.size() <= document.samples().size();
    MacroOrder<String> order = new MacroOrder<>(workloads, sensed, document.seed());
    if (whole && all(rounds, order::steps)) {
      return Check.ok(name, "each round in the order that seed " + document.seed() + " gives");
    }
    if (whole && all(rounds, order::earlierSteps)) {
      int different = new HashSet<>(rounds.values()).size();
      String found = different + " orders in " + rounds.size() + " rounds";
      return different > 1 || rounds.size() == 1
          ? Check.ok(name, found)
          : Check.warning(name, found + ": the build that measured gave neighbouring rounds one");
    }
    return Check.failed(
        name, "the rounds are not in the order that seed " + document.seed() + " gives");
  }

  private static boolean all(
      Map<Integer, List<String>> rounds, IntFunction<List<MacroOrder.Step<String>>> planned) {
    return rounds.entrySet().stream()
        .allMatch(
            round ->
                isPartOf(
                    round.getValue(),
                    planned.apply(round.getKey()).stream()
                        .map(step -> key(step.workload(), step.cell().sensor()))
                        .iterator()));
  }

  /** Whether they come in that order; what is missing is said elsewhere. */
  private static boolean isPartOf(List<String> found, Iterator<String> planned) {
    for (String row : found) {
      boolean there = false;
      while (!there && planned.hasNext()) {
        there = planned.next().equals(row);
      }
      if (!there) {
        return false;
      }
    }
    return true;
  }

  private Check slowDowns() {
    String name = "slow-downs";
    Violations violations = new Violations();
    List<String> without = new ArrayList<>();
    SlowDowns slowDowns = new SlowDowns(document);
    StringBuilder placebos = new StringBuilder("all are finite; the placebo's:");
    for (String workload : workloads) {
      Optional<Sensor> placebo = Optional.empty();
      for (Sensor sensor : document.sensors()) {
        slowDowns
            .ofRounds(workload, sensor)
            .forEach(
                (round, ratio) ->
                    violations.require(
                        ratio > 0 && Double.isFinite(ratio),
                        () ->
                            "%s with %s, round %d: slow-down %s"
                                .formatted(workload, sensor.id(), round, ratio)));
        if (sensor.id().equals(PLACEBO)) {
          placebo = Optional.of(sensor);
        }
      }
      Optional<Interval> ratio = placebo.flatMap(sensor -> slowDowns.slowDown(workload, sensor));
      if (ratio.isPresent()) {
        placebos.append(
            String.format(
                Locale.ROOT, " %s %+.1f %%", workload, 100 * (ratio.get().estimate() - 1)));
      } else {
        String what = workload + " has no placebo";
        violations.require(isPartial() || hasFailed(workload) || isRefused(), () -> what);
        without.add(what);
      }
    }
    return violations.any() || without.isEmpty()
        ? violations.check(name, placebos.toString())
        : Check.warning(name, String.join("; ", without) + ": the noise is unknown");
  }

  private boolean isRefused() {
    return document.availability().stream()
        .anyMatch(tried -> tried.cell().sensor().equals(PLACEBO) && !tried.available());
  }

  /** Whether the placebo's runs, or those beside them, failed with a reason. */
  private boolean hasFailed(String workload) {
    return document.samples().stream()
        .filter(sample -> sample.workload().equals(workload) && sample.reason() != null)
        .anyMatch(sample -> sample.sensor().equals(PLACEBO) || sample.sensor().equals(WITHOUT));
  }
}
