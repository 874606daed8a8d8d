// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.guest.Acceleration;
import dev.ringbench.guest.GuestJob;
import dev.ringbench.guest.GuestKernel;
import dev.ringbench.platform.Platforms;
import dev.ringbench.platform.SensorPlatform;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A shell in a guest. */
@Command(
    name = "shell",
    description = {
      "Opens a root shell in a guest, with this machine's programs and our driver loaded.",
      "Nothing that is done there reaches this machine, except what is written to /share."
    })
final class GuestShellCommand implements Callable<Integer> {
  @Option(
      names = "--kernel",
      paramLabel = "FILE",
      description = "Kernel to boot. Default: the newest installed one that has headers.")
  private Path kernelFile;

  @Override
  public Integer call() {
    SensorPlatform platform = Platforms.current();
    Leftovers.remove(platform, System.err);
    GuestKernel kernel = kernelFile == null ? GuestKernel.preferred() : GuestKernel.of(kernelFile);
    Path share = GuestShare.make(platform, "shell");
    Acceleration acceleration = Acceleration.probe(kernel, share);
    GuestJob job = new GuestJob(kernel, acceleration.accelerator(), share);
    if (kernel.headers() != null) {
      job.carryDriver();
    }
    System.err.println("ringbench: /share in the guest is " + share + " here, until it ends.");
    GuestJob.shell(kernel, acceleration.accelerator(), share);
    return 0;
  }
}
