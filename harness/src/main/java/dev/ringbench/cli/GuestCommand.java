// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The disposable machine in which unverified kernel code runs. */
@Command(
    name = "guest",
    description = {
      "Runs Ringbench in a disposable virtual machine, where a kernel may crash.",
      "The guest boots a kernel that is installed here, sees this machine's files read-only, and forgets everything but its result."
    },
    subcommands = {
      GuestRunCommand.class,
      GuestVisibilityCommand.class,
      GuestTamperCommand.class,
      GuestMatrixCommand.class,
      GuestShellCommand.class,
      GuestListCommand.class
    })
final class GuestCommand implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
