// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What sensors decide by. */
@Command(
    name = "content",
    description = {
      "Compiles and checks the rules that sensors evaluate for each event.",
      "Rules are YAML. They compile to one binary file for the kernel module, BPF and user mode."
    },
    subcommands = {
      ContentCompileCommand.class,
      ContentCheckCommand.class,
      ContentVerifyCommand.class
    })
final class ContentCommand implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
