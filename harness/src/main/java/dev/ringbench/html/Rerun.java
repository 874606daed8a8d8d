// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.html;

import dev.ringbench.capacity.CapacityDocument;
import dev.ringbench.capacity.CapacityRow;
import dev.ringbench.document.StoredDocument;
import dev.ringbench.fault.CampaignPlan;
import dev.ringbench.fault.MachineProfile;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import dev.ringbench.result.ResultDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

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
          option("--machines", plan.machineProfiles().stream().map(MachineProfile::label).toList()),
          option("--seed", List.of(plan.seed())));
    }
    return command("./ringbench faults", "--replay channel-file");
  }

  private static String capacity(CapacityDocument document) {
    List<CapacityRow> rows = document.rows();
    return command(
        "./ringbench capacity",
        option("--profile", List.of(document.profile())),
        option("--operations", rows.stream().map(CapacityRow::operation).distinct().toList()),
        sensors(document.sensors()),
        option(
            "--handoff",
            rows.stream().map(CapacityRow::handoff).filter(Rerun::isOne).distinct().toList()),
        option("--rules", rows.stream().map(CapacityRow::rules).distinct().sorted().toList()),
        option("--threads", rows.stream().map(CapacityRow::threads).distinct().sorted().toList()),
        option(
            "--fleet",
            document.fleet() == null
                ? List.of()
                : List.of(document.fleet().arrivals().toString().toLowerCase(Locale.ROOT))),
        option("--seed", List.of(document.seed())));
  }

  private static boolean isOne(Handoff handoff) {
    return handoff != Handoff.NONE;
  }

  private static String run(StoredDocument.Run run) {
    ResultDocument document = run.document();
    List<Integer> rules =
        document.availability().stream()
            .map(tried -> tried.cell().rules())
            .distinct()
            .sorted()
            .toList();
    boolean guest = document.run().emulated();
    return run.counted()
        ? command(
            "./ringbench guest run",
            "--deterministic",
            option("--operations", document.run().operations()),
            sensors(document.sensors()),
            option("--rules", rules))
        : command(
            guest ? "./ringbench guest run" : "./ringbench run",
            option("--profile", List.of(document.run().profile())),
            option("--operations", document.run().operations()),
            sensors(document.sensors()),
            option("--handoff", document.run().handoffs()),
            option("--rules", rules),
            option("--forks", List.of(document.run().forks())),
            option("--rounds", List.of(document.run().rounds())),
            option("--seed", List.of(document.run().seed())));
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

  private static String command(String command, String... options) {
    List<String> words = new ArrayList<>(List.of(command));
    for (String option : options) {
      if (!option.isEmpty()) {
        words.add(option);
      }
    }
    return String.join(" ", words);
  }
}
