// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Sensors that are not ours. */
@Command(
    name = "subject",
    description = {
      "Describes and tries real sensors, which `ringbench run --subject` measures.",
      "A description is a file: how the sensor starts, how a line of its log names an event, how it reports loss, how it stops."
    },
    footer = {
      "",
      "Examples:",
      "  ringbench subject list",
      "  ringbench subject check opensnoop",
      "  ringbench subject new > mine.yaml",
      "  ringbench run --subject opensnoop,./mine.yaml --faults all"
    },
    subcommands = {SubjectListCommand.class, SubjectCheckCommand.class, SubjectNewCommand.class})
final class SubjectCommand implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
