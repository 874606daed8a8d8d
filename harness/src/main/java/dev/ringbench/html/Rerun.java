// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.html;

import dev.ringbench.capacity.CapacityRow;
import dev.ringbench.document.StoredDocument;
import dev.ringbench.fault.CampaignPlan;
import dev.ringbench.fault.MachineProfile;
import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import dev.ringbench.result.ResultDocument;
import java.util.ArrayList;
import java.util.List;
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
      return command(
          "./ringbench capacity",
          "--profile " + capacity.document().profile(),
          "--operations "
              + joined(
                  capacity.document().rows().stream()
                      .map(CapacityRow::operation)
                      .distinct()
                      .toList()),
          sensors(capacity.document().sensors()),
          "--threads "
              + joined(
                  capacity.document().rows().stream()
                      .map(CapacityRow::threads)
                      .distinct()
                      .sorted()
                      .toList()),
          capacity.document().fleet() == null
              ? ""
              : "--fleet "
                  + capacity
                      .document()
                      .fleet()
                      .arrivals()
                      .toString()
                      .toLowerCase(java.util.Locale.ROOT),
          "--seed " + capacity.document().seed());
    }
    if (document instanceof StoredDocument.Macro macro) {
      return command(
          "./ringbench macro",
          "--rounds " + macro.document().rounds(),
          "--workloads " + String.join(",", macro.document().workloads()),
          sensors(macro.document().sensors()),
          "--seed " + macro.document().seed());
    }
    if (document instanceof StoredDocument.Faults faults) {
      CampaignPlan plan = faults.document().plan();
      return command(
          "./ringbench faults",
          "--profile " + plan.profile(),
          "--runs " + plan.runsOfCell(),
          "--faults " + String.join(",", plan.faults()),
          "--sensors "
              + joined(
                  plan.sensors().stream().map(CampaignPlan.PlacedSensor::id).distinct().toList()),
          "--machines "
              + joined(plan.machineProfiles().stream().map(MachineProfile::label).toList()),
          "--seed " + plan.seed());
    }
    return command("./ringbench faults", "--replay channel-file");
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
    return command(
        guest ? "./ringbench guest run" : "./ringbench run",
        run.counted() ? "--deterministic" : "--profile " + document.run().profile(),
        "--operations " + joined(document.run().operations()),
        sensors(document.sensors()),
        rules.equals(List.of(0)) ? "" : "--rules " + joined(rules),
        run.counted() ? "" : "--handoff " + joined(document.run().handoffs()),
        run.counted() ? "" : "--seed " + document.run().seed());
  }

  /** Nothing where they are the usual ones. */
  private static String sensors(List<Sensor> sensors) {
    List<String> measured =
        sensors.stream()
            .filter(sensor -> sensor.placement() != Placement.BASELINE)
            .map(Sensor::id)
            .toList();
    return sensors.stream().allMatch(sensor -> sensor.standard())
        ? ""
        : "--sensors " + String.join(",", measured);
  }

  private static String joined(List<?> values) {
    return values.stream().map(Object::toString).collect(Collectors.joining(","));
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
