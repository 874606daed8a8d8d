// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import dev.ringbench.macro.MacroDocument;
import dev.ringbench.macro.MacroSample;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Sensor;
import dev.ringbench.report.MacroReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What has to hold of a run of whole programs. */
final class MacroChecks {
  private static final String WITHOUT = "none";
  private static final String PLACEBO = "placebo";

  private final MacroDocument document;
  private final List<String> workloads;

  MacroChecks(MacroDocument document) {
    this.document = document;
    this.workloads =
        document.workloads().stream()
            .filter(name -> document.missing().stream().noneMatch(m -> m.startsWith(name + ":")))
            .toList();
  }

  List<Check> all() {
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
    if (document.status().equals("partial")) {
      return Check.warning(name, "partial: " + document.statusReason());
    }
    Violations violations = new Violations();
    Map<String, Integer> found = new HashMap<>();
    for (MacroSample sample : document.samples()) {
      found.merge(key(sample.workload(), sample.sensor(), sample.round()), 1, Integer::sum);
    }
    for (String workload : workloads) {
      for (Availability tried : document.availability()) {
        String sensor = tried.cell().sensor();
        for (int round = 0; tried.available() && round < document.rounds(); round++) {
          int there = found.getOrDefault(key(workload, sensor, round), 0);
          String which = workload + " with " + sensor + ", round " + round;
          violations.require(
              sensor.equals(WITHOUT) ? there > 0 : there == 1,
              () -> which + ": " + there + " samples");
        }
      }
    }
    return violations.check(
        name, document.samples().size() + " runs in " + document.rounds() + " rounds");
  }

  private static String key(String workload, String sensor, int round) {
    return workload + " " + sensor + " " + round;
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
              ? sample.elapsedMs() > 0 && sample.cpuMs() > 0 && sample.sensorCpuMs() >= 0
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
    for (MacroSample sample : document.samples()) {
      violations.require(
          sample.sensor().equals(WITHOUT)
              || isPair(sample, bySteps.get(sample.step() - 1))
              || isPair(sample, bySteps.get(sample.step() + 1)),
          () -> place(sample) + " has no run without a sensor right before or after it");
    }
    return violations.check("pairs", "each run has one without a sensor right beside it");
  }

  private static boolean isPair(MacroSample sample, MacroSample beside) {
    return beside != null
        && beside.sensor().equals(WITHOUT)
        && beside.round() == sample.round()
        && beside.workload().equals(sample.workload());
  }

  private Check interleaving() {
    Map<Integer, List<String>> orders = new HashMap<>();
    for (MacroSample sample : document.samples()) {
      orders
          .computeIfAbsent(sample.round(), round -> new ArrayList<>())
          .add(sample.workload() + " " + sample.sensor());
    }
    if (orders.size() < 2) {
      return Check.notApplicable("interleaving", "there is one round");
    }
    Set<List<String>> different = new HashSet<>(orders.values());
    Violations violations = new Violations();
    violations.require(different.size() > 1, () -> "all rounds have the same order");
    return violations.check(
        "interleaving", different.size() + " orders in " + orders.size() + " rounds");
  }

  private Check slowDowns() {
    Violations violations = new Violations();
    MacroReport report = new MacroReport(document);
    StringBuilder placebos = new StringBuilder("all are finite; the placebo's:");
    for (String workload : workloads) {
      Optional<Sensor> placebo = Optional.empty();
      for (Sensor sensor : document.sensors()) {
        report
            .slowDowns(workload, sensor)
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
      placebo
          .flatMap(sensor -> report.slowDown(workload, sensor))
          .ifPresentOrElse(
              ratio ->
                  placebos.append(
                      String.format(
                          Locale.ROOT, " %s %+.1f %%", workload, 100 * (ratio.estimate() - 1))),
              () -> violations.require(false, () -> workload + " has no placebo"));
    }
    return violations.check("slow-downs", placebos.toString());
  }
}
