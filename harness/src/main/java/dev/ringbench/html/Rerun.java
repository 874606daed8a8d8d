// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.html;

import dev.ringbench.capacity.CapacityDocument;
import dev.ringbench.document.StoredDocument;
import dev.ringbench.fault.CampaignPlan;
import dev.ringbench.fault.MachineProfile;
import dev.ringbench.macro.MacroSample;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import dev.ringbench.result.ResultDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The command that measures the same again. */
final class Rerun {
  private Rerun() {}

  /** Of one document. */
  static String of(StoredDocument document) {
    if (document instanceof StoredDocument.Run run) {
      return run(run);
    }
    if (document instanceof StoredDocument.Capacity capacity) {
      return capacity(capacity.document());
    }
    if (document instanceof StoredDocument.Macro macro) {
      return command(
          "./ringbench macro",
          option("--rounds", List.of(macro.document().rounds())),
          option("--workloads", macro.document().workloads()),
          sensors(macro.document().sensors()),
          option(
              "--handoff", handoffs(macro.document().samples().stream().map(MacroSample::handoff))),
          option("--seed", List.of(macro.document().seed())));
    }
    if (document instanceof StoredDocument.Faults faults) {
      CampaignPlan plan = faults.document().plan();
      return command(
          "./ringbench faults",
          option("--profile", List.of(plan.profile())),
          option("--runs", List.of(plan.runsOfCell())),
          option("--faults", plan.faults()),
          option(
              "--sensors",
              plan.sensors().stream().map(CampaignPlan.PlacedSensor::id).distinct().toList()),
          // Sensors in both places are where they are by default.
          option("--place", places(plan).size() == 1 ? places(plan) : List.of()),
          option("--machines", plan.machineProfiles().stream().map(MachineProfile::label).toList()),
          option("--seed", List.of(plan.seed())));
    }
    return command("./ringbench faults", "--replay channel-file");
  }

  /** What rows of a search and those of a fleet both have. */
  private record Load(
      Operation operation, Handoff handoff, int rules, int threads, int queueBytes) {}

  private static String capacity(CapacityDocument document) {
    List<Load> rows =
        document.fleet() == null
            ? document.rows().stream()
                .map(
                    row ->
                        new Load(
                            row.operation(),
                            row.handoff(),
                            row.rules(),
                            row.threads(),
                            row.queueBytes()))
                .toList()
            : document.fleet().rows().stream()
                .map(
                    row ->
                        new Load(
                            row.operation(),
                            row.handoff(),
                            row.rules(),
                            row.threads(),
                            row.queueBytes()))
                .toList();
    List<Integer> queues = rows.stream().map(Load::queueBytes).distinct().sorted().toList();
    return command(
        "./ringbench capacity",
        option("--profile", List.of(document.profile())),
        option("--operations", rows.stream().map(Load::operation).distinct().toList()),
        sensors(document.sensors()),
        option("--handoff", handoffs(rows.stream().map(Load::handoff))),
        option("--rules", rows.stream().map(Load::rules).distinct().sorted().toList()),
        option("--threads", rows.stream().map(Load::threads).distinct().sorted().toList()),
        option("--queue-bytes", queues.equals(List.of(0)) ? List.of() : queues),
        option(
            "--fleet",
            document.fleet() == null
                ? List.of()
                : List.of(document.fleet().arrivals().toString().toLowerCase(Locale.ROOT))),
        option("--seed", List.of(document.seed())));
  }

  private static List<String> places(CampaignPlan plan) {
    return plan.sensors().stream().map(placed -> placed.place().label()).distinct().toList();
  }

  /** Those that were chosen: rows of sensors without a consumer have none. */
  private static List<Handoff> handoffs(Stream<Handoff> handoffs) {
    return handoffs.filter(handoff -> handoff != Handoff.NONE).distinct().toList();
  }

  private static String run(StoredDocument.Run run) {
    ResultDocument document = run.document();
    List<Integer> rules =
        document.availability().stream()
            .map(tried -> tried.cell().rules())
            .distinct()
            .sorted()
            .toList();
    boolean guest = inGuest(document);
    if (document.run().session() != null) {
      return command(
          "./ringbench pair OTHER.jar",
          option("--operations", document.run().operations()),
          sensors(document.sensors()),
          option("--handoff", document.run().handoffs()),
          option("--forks", List.of(document.run().forks())),
          option("--rounds", List.of(document.run().rounds())),
          option("--seed", List.of(document.run().seed())),
          "--base-out other.json",
          "--out this.json");
    }
    return run.counted()
        ? command(
            "./ringbench guest run",
            "--deterministic",
            option("--operations", document.run().operations()),
            sensors(document.sensors()),
            option("--rules", rules))
        : command(
            guest ? "./ringbench guest run" : "./ringbench run",
            guest
                ? ""
                : allowed(
                    document,
                    "--allow-kernel-module",
                    sensor -> sensor.placement() == Placement.KERNEL_NATIVE),
            guest ? "" : allowed(document, "--allow-residue", sensor -> sensor.residue() != null),
            option("--profile", List.of(document.run().profile())),
            option("--operations", document.run().operations()),
            sensors(document.sensors()),
            option("--handoff", document.run().handoffs()),
            option("--rules", rules),
            option("--forks", List.of(document.run().forks())),
            option("--rounds", List.of(document.run().rounds())),
            option("--seed", List.of(document.run().seed())));
  }

  /** Ours says so on its kernel's command line, emulated or not. */
  private static boolean inGuest(ResultDocument document) {
    String commandLine = document.environment().kernel().commandLine();
    return document.run().emulated()
        || (commandLine != null && commandLine.contains("ringbench.acceleration="));
  }

  /** What a host does only when it is told to. */
  private static String allowed(ResultDocument document, String option, Predicate<Sensor> which) {
    Set<String> worked =
        document.availability().stream()
            .filter(Availability::available)
            .map(tried -> tried.cell().sensor())
            .collect(Collectors.toSet());
    return document.sensors().stream()
            .anyMatch(sensor -> worked.contains(sensor.id()) && which.test(sensor))
        ? option
        : "";
  }

  /** Baselines and floors come with the sensors that need them. */
  private static String sensors(List<Sensor> sensors) {
    return option(
        "--sensors",
        sensors.stream()
            .filter(sensor -> sensor.placement() != Placement.BASELINE)
            .filter(sensor -> sensor.placement() != Placement.FLOOR)
            .map(Sensor::id)
            .toList());
  }

  /** Nothing without values; quoted for a shell, as documents come from anybody. */
  static String option(String name, List<?> values) {
    String joined = values.stream().map(Object::toString).collect(Collectors.joining(","));
    if (joined.isEmpty()) {
      return "";
    }
    return name
        + " "
        + (joined.matches("[A-Za-z0-9_.,:/-]+")
            ? joined
            : "'" + joined.replace("'", "'\\''") + "'");
  }

  static String command(String command, String... options) {
    List<String> words = new ArrayList<>(List.of(command));
    for (String option : options) {
      if (!option.isEmpty()) {
        words.add(option);
      }
    }
    return String.join(" ", words);
  }
}
