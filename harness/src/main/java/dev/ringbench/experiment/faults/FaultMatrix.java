// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import dev.ringbench.experiment.faults.FaultDocument.Cell;
import dev.ringbench.experiment.faults.FaultDocument.Detection;
import dev.ringbench.experiment.faults.FaultDocument.Form;
import dev.ringbench.experiment.faults.FaultDocument.SelfCheck;
import dev.ringbench.experiment.faults.FaultDocument.Share;
import dev.ringbench.experiment.faults.FaultDocument.Times;
import dev.ringbench.experiment.faults.FaultDocument.Unavailable;
import dev.ringbench.fault.Architecture;
import dev.ringbench.fault.Catalogue;
import dev.ringbench.fault.Facts;
import dev.ringbench.fault.FaultSensor;
import dev.ringbench.fault.MachineProfile;
import dev.ringbench.fault.Outcome;
import dev.ringbench.fault.Place;
import dev.ringbench.fault.SecurityEffect;
import dev.ringbench.fault.Trait;
import dev.ringbench.stats.ClopperPearson;
import dev.ringbench.stats.Interval;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/** From graded runs to cells. */
public final class FaultMatrix {
  private static final double CONFIDENCE = 0.95;
  private static final double SENSOR_LIMIT_MS = 50;

  /** Of runs that told no form beside others that did: an earlier version kept them. */
  private static final String UNKNOWN_FORM = "unknown";

  private static final double KERNEL_LIMIT_MS = 1000;

  private final CampaignPlan plan;
  private final List<GradedRun> graded;
  private final Catalogue catalogue;

  /** {@code graded}: see {@link Grading#graded}. */
  public FaultMatrix(CampaignPlan plan, List<GradedRun> graded) {
    this.plan = plan;
    this.graded = graded;
    this.catalogue = plan.predictions();
  }

  /** By fault, then sensor, then machine profile. */
  public List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (String id : plan.faults()) {
      for (CampaignPlan.PlacedSensor placed : plan.sensors()) {
        for (MachineProfile profile : plan.machineProfiles()) {
          cells.add(cell(catalogue.fault(id), placed, profile, run -> true));
        }
      }
    }
    return cells;
  }

  /**
   * Of faults whose forms end differently, what each form came to: in the sensors in which runs
   * have told theirs, and in those in which nothing was activated.
   */
  public List<Form> forms() {
    List<Form> forms = new ArrayList<>();
    for (String id : plan.faults()) {
      Catalogue.Fault fault = catalogue.fault(id);
      if (fault.is(Trait.FORMS_APART)) {
        for (String form : formsOf(fault)) {
          plan.sensors().forEach(placed -> forms.addAll(forms(fault, form, placed)));
        }
      }
    }
    return forms;
  }

  /** Empty where no run has told one. */
  private Set<String> formsOf(Catalogue.Fault fault) {
    Set<String> forms = new TreeSet<>();
    for (CampaignPlan.PlacedSensor placed : plan.sensors()) {
      if (hasForms(fault, placed)) {
        activated(fault.id(), placed).forEach(run -> forms.add(formOf(run)));
      }
    }
    return forms;
  }

  private boolean hasForms(Catalogue.Fault fault, CampaignPlan.PlacedSensor placed) {
    return plan.sensors().stream()
        .filter(other -> fault.is(Trait.DEGREES) || other.equals(placed))
        .flatMap(other -> activated(fault.id(), other).stream())
        .anyMatch(run -> run.form() != null);
  }

  private static String formOf(GradedRun run) {
    return run.form() == null ? UNKNOWN_FORM : run.form();
  }

  private List<GradedRun> activated(String fault, CampaignPlan.PlacedSensor placed) {
    return graded.stream()
        .filter(run -> isOf(run, fault, placed))
        .filter(run -> run.outcome() != Outcome.B0)
        .toList();
  }

  private static boolean isOf(GradedRun run, String fault, CampaignPlan.PlacedSensor placed) {
    return run.trouble() == null
        && run.run().kind().equals(Facts.FAULT)
        && run.run().fault().equals(fault)
        && run.run().sensor().equals(placed.id())
        && run.run().place() == placed.place();
  }

  private List<Form> forms(Catalogue.Fault fault, String form, CampaignPlan.PlacedSensor placed) {
    if (!hasForms(fault, placed) && !activated(fault.id(), placed).isEmpty()) {
      return List.of();
    }
    return plan.machineProfiles().stream()
        .map(
            profile -> {
              Cell cell = cell(fault, placed, profile, run -> formOf(run).equals(form));
              return new Form(
                  fault.id(),
                  form,
                  placed.id(),
                  profile.label(),
                  cell.outcome(),
                  cell.share(),
                  cell.times().stall(),
                  fault.is(Trait.DEGREES) ? null : cell.times());
            })
        .toList();
  }

  private Cell cell(
      Catalogue.Fault fault,
      CampaignPlan.PlacedSensor placed,
      MachineProfile profile,
      Predicate<GradedRun> which) {
    Catalogue.Prediction prediction = fault.prediction(placed.sensor().architecture());
    String notApplicable = Catalogue.notApplicable(fault, placed.sensor());
    List<GradedRun> runs =
        graded.stream()
            .filter(run -> isOf(run, fault.id(), placed))
            .filter(run -> run.run().profile().equals(profile))
            .filter(which)
            .toList();
    List<GradedRun> activated = runs.stream().filter(run -> run.outcome() != Outcome.B0).toList();
    Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    Map<SecurityEffect, Integer> security = new EnumMap<>(SecurityEffect.class);
    Set<Long> seeds = new HashSet<>();
    for (GradedRun run : activated) {
      outcomes.merge(run.outcome(), 1, Integer::sum);
      run.security().forEach(effect -> security.merge(effect, 1, Integer::sum));
      seeds.add(run.run().seed());
    }
    Outcome most =
        outcomes.entrySet().stream()
            .max(
                Map.Entry.<Outcome, Integer>comparingByValue()
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(Map.Entry::getKey)
            .orElse(null);
    return new Cell(
        fault.id(),
        fault.name(),
        placed.id(),
        placed.place().label(),
        profile.label(),
        notApplicable,
        notApplicable == null ? prediction.outcome(profile) : null,
        notApplicable == null && prediction.security() != null ? prediction.security() : Set.of(),
        prediction.text(),
        runs.size(),
        activated.size(),
        seeds.size(),
        (int) activated.stream().filter(GradedRun::censored).count(),
        most,
        most == null ? null : Outcome.worst(outcomes.keySet().stream()),
        most == null ? null : share(outcomes.get(most), activated.size()),
        outcomes,
        security,
        times(activated),
        (int) activated.stream().filter(run -> !run.verdictsKnown()).count(),
        (int) activated.stream().filter(run -> run.wellAfterReboot() != null).count(),
        (int) activated.stream().filter(run -> Boolean.TRUE.equals(run.wellAfterReboot())).count());
  }

  private static Share share(int hits, int of) {
    Interval interval = ClopperPearson.interval(hits, of, CONFIDENCE);
    return new Share(hits, of, interval.low(), interval.high());
  }

  private static Times times(List<GradedRun> activated) {
    return new Times(
        quantiles(activated, GradedRun::detectMs),
        quantiles(activated, GradedRun::recoverMs),
        quantiles(activated, GradedRun::unprotectedMs),
        quantiles(activated, GradedRun::stallMs),
        (int)
            activated.stream()
                .filter(run -> run.detectMs() != null && run.recoverMs() == null)
                .count(),
        (int) activated.stream().filter(run -> run.censored() || run.stillStalled()).count());
  }

  private static FaultDocument.Quantiles quantiles(
      List<GradedRun> runs, Function<GradedRun, Double> value) {
    return Quantile.of(runs.stream().map(value).filter(Objects::nonNull).toList());
  }

  /** Placebos must be B1, crashes by request B7. */
  public List<SelfCheck> selfChecks() {
    List<SelfCheck> checks = new ArrayList<>();
    for (CampaignPlan.PlacedSensor placed : plan.sensors()) {
      check(checks, Facts.PLACEBO, placed, Outcome.B1);
      check(checks, Facts.KNOWN_BAD, placed, Outcome.B7);
    }
    return checks;
  }

  private void check(
      List<SelfCheck> checks, String kind, CampaignPlan.PlacedSensor placed, Outcome expected) {
    List<GradedRun> runs =
        graded.stream()
            .filter(run -> run.trouble() == null && run.run().kind().equals(kind))
            .filter(run -> run.run().sensor().equals(placed.id()))
            .filter(run -> run.run().place() == placed.place())
            .toList();
    if (runs.isEmpty()) {
      return;
    }
    int as = (int) runs.stream().filter(run -> run.outcome() == expected).count();
    checks.add(
        new SelfCheck(
            kind,
            placed.place().label(),
            placed.id(),
            expected,
            as,
            runs.size(),
            share(as, runs.size()),
            runs.stream()
                .filter(run -> run.outcome() != expected)
                .map(run -> run.outcome() + ": " + String.join("; ", run.reasons()))
                .toList()));
  }

  /** Over all runs with a fault. */
  public List<Detection> detections() {
    List<Detection> detections = new ArrayList<>();
    detection(
        detections,
        "sensor death",
        SENSOR_LIMIT_MS,
        run -> is(run, Trait.DEADLY) && run.sensorDied() && !run.refused(),
        GradedRun::detectMs);
    detection(
        detections,
        "sensor hang",
        SENSOR_LIMIT_MS,
        run -> is(run, Trait.STOPPING) && !run.sensorDied() && hasLoop(run),
        GradedRun::detectMs);
    detection(
        detections,
        "kernel death",
        KERNEL_LIMIT_MS,
        run -> run.outcome().severity() >= Outcome.B7.severity() || run.deathSeenMs() != null,
        GradedRun::deathSeenMs);
    return detections;
  }

  private boolean is(GradedRun run, Trait trait) {
    return catalogue.with(trait).contains(run.run().fault());
  }

  /**
   * Whether what a supervisor watches is what decides: elsewhere the monitored process hangs, or
   * the kernel.
   */
  private static boolean hasLoop(GradedRun run) {
    Architecture architecture = FaultSensor.of(run.run().sensor()).architecture();
    return architecture != Architecture.INTERPOSITION && !architecture.inKernel() && !run.refused();
  }

  private void detection(
      List<Detection> detections,
      String of,
      double limitMs,
      Predicate<GradedRun> which,
      Function<GradedRun, Double> value) {
    List<GradedRun> runs =
        graded.stream()
            .filter(run -> run.trouble() == null && run.outcome() != Outcome.B0)
            .filter(run -> run.run().place() == Place.GUEST == of.startsWith("kernel"))
            .filter(which)
            .toList();
    // Who was never seen counts, too.
    List<Double> values = runs.stream().map(value).filter(Objects::nonNull).sorted().toList();
    if (!values.isEmpty()) {
      int within = (int) values.stream().filter(ms -> ms <= limitMs).count();
      Share share = share(within, runs.size());
      detections.add(
          new Detection(of, Quantile.of(values), limitMs, (double) within / runs.size(), share));
    }
  }

  /** What could not be run, with the reasons. */
  public List<Unavailable> unavailable() {
    Map<Unavailable, Integer> found = new LinkedHashMap<>();
    for (GradedRun run : graded) {
      if (run.trouble() != null) {
        found.merge(
            new Unavailable(run.run().sensor(), run.run().place().label(), run.trouble(), 0),
            1,
            Integer::sum);
      }
    }
    return found.entrySet().stream()
        .map(
            entry ->
                new Unavailable(
                    entry.getKey().sensor(),
                    entry.getKey().place(),
                    entry.getKey().reason(),
                    entry.getValue()))
        .toList();
  }
}
