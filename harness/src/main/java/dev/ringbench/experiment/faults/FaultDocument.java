// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ringbench.fault.Band;
import dev.ringbench.fault.Guest;
import dev.ringbench.fault.MachineProfile;
import dev.ringbench.fault.Outcome;
import dev.ringbench.fault.SecurityEffect;
import dev.ringbench.model.Environment;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a campaign found: the fault matrix with all that reports need. Times in ms, shares from 0 to
 * 1, 95 % bounds.
 *
 * @param startedAt UTC, ISO 8601; null: not kept
 * @param status complete, or partial with {@code partialReason}
 * @param bands the fault-free band of each place
 * @param pace runs an hour, of each place; empty: not measured in one go
 * @param shards that this was merged from; null: one machine conducted it
 * @param machines what each kind of machine gave, where shards were merged; else empty
 */
public record FaultDocument(
    String generator,
    int faultSchemaVersion,
    String version,
    String startedAt,
    String status,
    String partialReason,
    CampaignPlan plan,
    Environment environment,
    Guest guest,
    Map<String, Band> bands,
    Map<String, Double> pace,
    List<Cell> cells,
    List<Form> forms,
    List<SelfCheck> selfChecks,
    List<Detection> detections,
    List<Unavailable> unavailable,
    @JsonInclude(JsonInclude.Include.NON_NULL) MergedShards shards,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<MachineRuns> machines) {
  /** Without machines: one machine, or an earlier version, which merged nothing. */
  public FaultDocument {
    machines = machines == null ? List.of() : machines;
  }

  /** A document of one machine. */
  public FaultDocument(
      String generator,
      int faultSchemaVersion,
      String version,
      String startedAt,
      String status,
      String partialReason,
      CampaignPlan plan,
      Environment environment,
      Guest guest,
      Map<String, Band> bands,
      Map<String, Double> pace,
      List<Cell> cells,
      List<Form> forms,
      List<SelfCheck> selfChecks,
      List<Detection> detections,
      List<Unavailable> unavailable) {
    this(
        generator,
        faultSchemaVersion,
        version,
        startedAt,
        status,
        partialReason,
        plan,
        environment,
        guest,
        bands,
        pace,
        cells,
        forms,
        selfChecks,
        detections,
        unavailable,
        null,
        List.of());
  }

  /** The same, with the shards that it was merged from and their machines. */
  FaultDocument mergedFrom(MergedShards all, List<MachineRuns> kinds) {
    return new FaultDocument(
        generator,
        faultSchemaVersion,
        version,
        startedAt,
        status,
        partialReason,
        plan,
        environment,
        guest,
        bands,
        pace,
        cells,
        forms,
        selfChecks,
        detections,
        unavailable,
        all,
        kinds);
  }

  /** The same without times, which unlike machines have not in common: each machine has its own. */
  FaultDocument withoutTimes() {
    return new FaultDocument(
        generator,
        faultSchemaVersion,
        version,
        startedAt,
        status,
        partialReason,
        plan,
        environment,
        guest,
        bands,
        pace,
        cells.stream().map(Cell::withoutTimes).toList(),
        forms.stream().map(Form::withoutTimes).toList(),
        selfChecks,
        List.of(),
        unavailable,
        shards,
        machines);
  }

  /** What one kind of machine gave of it, as a document of its own. */
  FaultDocument of(MachineRuns machine) {
    return new FaultDocument(
        generator,
        faultSchemaVersion,
        version,
        machine.startedAt(),
        "partial",
        "the runs of " + machine.name(),
        plan,
        machine.environment(),
        machine.guest(),
        machine.bands(),
        Map.of(),
        machine.cells(),
        machine.forms(),
        List.of(),
        machine.detections(),
        List.of());
  }

  /** Kinds of machines that conducted it, where there are several; empty: one. */
  List<MachineRuns> unlikeMachines() {
    return machines.size() < 2 ? List.of() : machines;
  }

  /** The newest that this version writes. */
  public static final int SCHEMA_VERSION = 1;

  /** What in it no schema can forbid and no reader can work with; null: nothing. */
  String firstContradiction() {
    String broken = firstContradictionOfMachines();
    if (broken != null) {
      return broken;
    }
    Set<String> seen = new HashSet<>();
    for (Cell cell : cells) {
      String key = key(cell.fault(), cell.sensor(), cell.machineProfile());
      if (!seen.add(key)) {
        return "there are two cells of " + key;
      }
      if (cell.activated() > cell.runs()) {
        return key + " has more activated runs than runs";
      }
      if (cell.notApplicable() == null && cell.predicted() == null) {
        return key + " has no prediction";
      }
      if ((cell.activated() > 0) != (cell.outcome() != null && cell.share() != null)) {
        return key + " has a class without an activated run, or none in spite of one";
      }
    }
    for (String fault : plan.faults()) {
      for (CampaignPlan.PlacedSensor sensor : plan.sensors()) {
        for (MachineProfile profile : plan.machineProfiles()) {
          String key = key(fault, sensor.id(), profile.label());
          if (!seen.remove(key)) {
            return "there is no cell of " + key + ", which the plan has";
          }
        }
      }
    }
    return seen.stream().findFirst().map(key -> "the plan has no " + key).orElse(null);
  }

  private String firstContradictionOfMachines() {
    if ((shards == null) != machines.isEmpty()) {
      return "it has shards without machines, or machines without shards";
    }
    if (shards == null) {
      return null;
    }
    if (plan.shard() != null) {
      return "it is a shard, and was merged from shards";
    }
    Set<Integer> seen = new HashSet<>(shards.missing());
    Set<String> names = new HashSet<>();
    for (MachineRuns machine : machines) {
      if (!names.add(machine.name())) {
        return machine.name() + " is there twice";
      }
      for (int shard : machine.shards()) {
        if (shard > shards.of() || !seen.add(shard)) {
          return "shard " + shard + " is there twice, or is missing and there";
        }
      }
      String broken = of(machine).firstContradiction();
      if (broken != null) {
        return machine.name() + ": " + broken;
      }
    }
    return seen.size() == shards.of()
        ? null
        : seen.size() + " of " + shards.of() + " shards are accounted for";
  }

  private static String key(String fault, String sensor, String machineProfile) {
    return fault + " in " + sensor + ", machine " + machineProfile;
  }

  /**
   * A fault in a sensor on a machine that is set up so.
   *
   * @param notApplicable why there cannot be such a fault; null: there can, and the rest is there
   * @param runs that were conducted
   * @param activated of these, whose defect ran: the denominator of all shares
   * @param seeds different ones among the activated
   * @param censored runs that the limit cut off; they are among the activated
   * @param outcome the most frequent class; null: nothing was activated
   * @param worst class
   * @param security share of the activated runs with each effect
   * @param verdictsUnknown runs whose machine took along what the workload had seen; null: not kept
   * @param rebooted runs after whose end the machine was booted again; null: not kept
   * @param wellAfterReboot of these, whose canaries passed after the first boot
   */
  public record Cell(
      String fault,
      String name,
      String sensor,
      String place,
      String machineProfile,
      String notApplicable,
      Outcome predicted,
      Set<SecurityEffect> predictedSecurity,
      String predictedText,
      int runs,
      int activated,
      int seeds,
      int censored,
      Outcome outcome,
      Outcome worst,
      Share share,
      Map<Outcome, Integer> outcomes,
      Map<SecurityEffect, Integer> security,
      Times times,
      Integer verdictsUnknown,
      Integer rebooted,
      Integer wellAfterReboot) {
    /** In the order of the effects, whatever read them. */
    public Cell {
      predictedSecurity =
          predictedSecurity == null
              ? null
              : Collections.unmodifiableSet(inOrder(predictedSecurity));
    }

    private static Set<SecurityEffect> inOrder(Set<SecurityEffect> effects) {
      return effects.isEmpty() ? EnumSet.noneOf(SecurityEffect.class) : EnumSet.copyOf(effects);
    }

    /** The same without times, which unlike machines have not in common. */
    Cell withoutTimes() {
      return new Cell(
          fault,
          name,
          sensor,
          place,
          machineProfile,
          notApplicable,
          predicted,
          predictedSecurity,
          predictedText,
          runs,
          activated,
          seeds,
          censored,
          outcome,
          worst,
          share,
          outcomes,
          security,
          times.withoutFigures(),
          verdictsUnknown,
          rebooted,
          wellAfterReboot);
    }

    /** Observed is not what was predicted. */
    public boolean disagrees() {
      return outcome != null && outcome != predicted;
    }

    /** Whether at least half of the runs had it. */
    public boolean has(SecurityEffect effect) {
      return activated > 0 && 2 * security.getOrDefault(effect, 0) >= activated;
    }
  }

  /** Runs of the most frequent class, as a share of those activated. */
  public record Share(int hits, int of, double low, double high) {}

  /**
   * Medians with their intervals, in ms; null: never seen.
   *
   * <p>Of unlike machines there is no common median: {@link #withoutFigures}.
   *
   * @param detect from the fault to the supervisor's noticing
   * @param recover from the fault to the first correct verdict or event after it
   * @param unprotected how long denied requests succeeded, as a probe each ms found
   * @param stall the longest of a task of the workload
   * @param notRecovered runs that ended before the sensor was well again
   * @param unended runs that their limit cut off, or that ended while a task still stood: what they
   *     say of stalls and of open protection is the least; null: not kept
   */
  public record Times(
      Quantiles detect,
      Quantiles recover,
      Quantiles unprotected,
      Quantiles stall,
      int notRecovered,
      Integer unended) {
    /** The counts alone. */
    Times withoutFigures() {
      return new Times(null, null, null, null, notRecovered, unended);
    }

    /** Whether any of it may have gone on. */
    public boolean isLeast() {
      return unended != null && unended > 0;
    }
  }

  /**
   * Times, and of how many activated runs.
   *
   * @param form what follows the names of fault and sensor: ", pinned"; or nothing
   */
  public record Timed(String form, int activated, Times times) {}

  /** A cell's times; by form, where those of all would be the times of none. */
  public List<Timed> timed(Cell cell) {
    List<Timed> byForm =
        forms.stream()
            .filter(
                form -> form.fault().equals(cell.fault()) && form.sensor().equals(cell.sensor()))
            .filter(form -> form.machineProfile().equals(cell.machineProfile()))
            .filter(form -> form.times() != null && form.share() != null)
            .map(form -> new Timed(", " + form.form(), form.share().of(), form.times()))
            .toList();
    return byForm.isEmpty() ? List.of(new Timed("", cell.activated(), cell.times())) : byForm;
  }

  /** Of {@code n} runs; the median's interval is a bootstrap's, null ends: too few runs. */
  public record Quantiles(int n, double p50, Double low, Double high, double p99, double max) {}

  /**
   * One form of a defect that has several.
   *
   * @param form such as "100 ms" or "pinned"
   * @param outcome the most frequent class; null: nothing was activated
   * @param stall longest of a task of the workload
   * @param times with that stall; null: not kept
   */
  public record Form(
      String fault,
      String form,
      String sensor,
      String machineProfile,
      Outcome outcome,
      Share share,
      Quantiles stall,
      Times times) {
    /** See {@link Cell#withoutTimes}. */
    Form withoutTimes() {
      return new Form(
          fault,
          form,
          sensor,
          machineProfile,
          outcome,
          share,
          null,
          times == null ? null : times.withoutFigures());
    }
  }

  /**
   * Runs whose class is known beforehand.
   *
   * @param expected class
   * @param as it should be, of all
   * @param otherwise what the others came to, and by which rules; null: not kept
   */
  public record SelfCheck(
      String kind,
      String place,
      String sensor,
      Outcome expected,
      int as,
      int of,
      Share share,
      List<String> otherwise) {}

  /**
   * How fast ends are seen, over all faults.
   *
   * @param of "sensor death", "sensor hang", "kernel death"
   * @param quantiles of those that were seen
   * @param limitMs what is wanted of 99 %
   * @param shareWithin of all, whether they were seen or not
   * @param share the same with its bounds; null: not kept
   */
  public record Detection(
      String of, Quantiles quantiles, double limitMs, double shareWithin, Share share) {}

  /**
   * Runs that could not be conducted: of a sensor that does not work here, or by bad luck.
   *
   * @param runs that are missing for that reason; they are in no cell
   */
  public record Unavailable(String sensor, String place, String reason, int runs) {}
}
