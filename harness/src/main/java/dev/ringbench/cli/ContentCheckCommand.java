// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.model.RingbenchException;
import dev.ringbench.platform.Platforms;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The validator. */
@Command(
    name = "check",
    description = {
      "Says whether sensors may load a file as content.",
      "The sensor process and the kernel module make the same check. Here it runs in a process of its own."
    })
final class ContentCheckCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "Content that `content compile` wrote.")
  private Path file;

  @Override
  public Integer call() {
    String trouble = Platforms.current().contentInterpreters().trouble(file);
    if (trouble != null) {
      throw RingbenchException.badInput(trouble + ".");
    }
    System.out.println(file + ": sound.");
    return 0;
  }
}
