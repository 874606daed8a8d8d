// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Published claims. */
@Command(
    name = "claims",
    description = {
      "Reruns what others published on sensors, with a verdict for each claim.",
      "A claim is a file: the source, the figure, the plan that tests it here, and what confirms or refutes it."
    },
    footer = {
      "",
      "Examples:",
      "  ringbench claims list",
      "  ringbench claims run C04 C11 --out claims.json",
      "  ringbench claims new > C99.yaml",
      "  ringbench claims check ./C99.yaml"
    },
    subcommands = {
      ClaimsListCommand.class,
      ClaimsCheckCommand.class,
      ClaimsRunCommand.class,
      ClaimsNewCommand.class
    })
final class ClaimsCommand implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
