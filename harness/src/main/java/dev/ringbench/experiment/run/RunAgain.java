// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import static dev.ringbench.document.Rerun.command;
import static dev.ringbench.document.Rerun.option;
import static dev.ringbench.document.Rerun.sensors;

import dev.ringbench.model.Availability;
import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The command that measures a run again: in the guest what was in one, with what it allowed. */
final class RunAgain {
  private RunAgain() {}

  static String of(RunDocument document) {
    RunDocument.Run run = document.run();
    List<Integer> rules =
        document.availability().stream()
            .map(tried -> tried.cell().rules())
            .distinct()
            .sorted()
            .toList();
    if (run.session() != null) {
      return command(
          "./ringbench pair OTHER.jar",
          option("--operations", run.operations()),
          sensors(document.sensors()),
          option("--handoff", run.handoffs()),
          option("--forks", List.of(run.forks())),
          option("--rounds", List.of(run.rounds())),
          option("--seed", List.of(run.seed())),
          "--base-out other.json",
          "--out this.json");
    }
    if (!document.instructionCounts().isEmpty()) {
      return command(
          "./ringbench guest run",
          "--deterministic",
          option("--operations", run.operations()),
          sensors(document.sensors()),
          option("--rules", rules),
          option("--boots", List.of(run.forks())));
    }
    boolean guest = inGuest(document);
    return command(
        guest ? "./ringbench guest run" : "./ringbench run",
        guest
            ? ""
            : allowed(
                document,
                "--allow-kernel-module",
                sensor -> sensor.placement() == Placement.KERNEL_NATIVE),
        guest ? "" : allowed(document, "--allow-residue", sensor -> sensor.residue() != null),
        option("--profile", List.of(run.profile())),
        option("--operations", run.operations()),
        sensors(document.sensors()),
        option("--handoff", run.handoffs()),
        option("--rules", rules),
        option("--forks", List.of(run.forks() / run.sessionCount())),
        option("--rounds", List.of(run.rounds())),
        run.sessionCount() == 1 ? "" : option("--sessions", List.of(run.sessionCount())),
        option("--seed", List.of(run.seed())));
  }

  /** Ours says so on its kernel's command line, emulated or not. */
  private static boolean inGuest(RunDocument document) {
    String commandLine = document.environment().kernel().commandLine();
    return document.run().emulated()
        || (commandLine != null && commandLine.contains("ringbench.acceleration="));
  }

  /** What a host does only when it is told to. */
  private static String allowed(RunDocument document, String option, Predicate<Sensor> which) {
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
}
