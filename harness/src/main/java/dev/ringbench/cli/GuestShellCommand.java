// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.guest.Acceleration;
import dev.ringbench.guest.Accelerator;
import dev.ringbench.guest.GuestJob;
import dev.ringbench.guest.GuestKernel;
import dev.ringbench.guest.GuestUse;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.platform.Platforms;
import dev.ringbench.platform.SensorPlatform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A shell in a guest. */
@Command(
    name = "shell",
    description = {
      "Opens a root shell in a guest, with this machine's programs and our driver loaded.",
      "Nothing that happens there reaches this machine, except files in /share."
    },
    footer = {
      "",
      "Examples:",
      "  ringbench guest shell",
      "  ringbench guest shell --command 'dmesg | tail'",
      "  ringbench guest shell --carry ./a.out --command /share/a.out"
    })
final class GuestShellCommand implements Callable<Integer> {
  @Option(
      names = "--kernel",
      paramLabel = "FILE",
      description = "Kernel to boot. Default: the newest installed kernel that has headers.")
  private Path kernelFile;

  @Option(
      names = "--command",
      paramLabel = "TEXT",
      description = "Run this command instead, print its output, and end with its exit status.")
  private String command;

  @Option(
      names = "--carry",
      paramLabel = "FILE",
      description = "Copy this file to /share in the guest first. Repeat it for more files.")
  private List<Path> carried = List.of();

  @Override
  public Integer call() {
    for (Path file : carried) {
      if (!Files.isReadable(file)) {
        throw RingbenchException.badInput("--carry " + file + ": no such file, or not readable.");
      }
    }
    SensorPlatform platform = Platforms.current();
    Leftovers.removeUnlessMeasuring(platform.changes(), System.err);
    GuestKernel kernel =
        kernelFile == null
            ? GuestKernel.preferred(GuestUse.COMMAND)
            : GuestKernel.of(kernelFile, GuestUse.COMMAND);
    Path directory = GuestShare.make(platform.files(), "shell");
    Acceleration acceleration = Acceleration.probe(kernel, directory);
    // Nobody measures here, so it had better be right than fast.
    Accelerator accelerator =
        acceleration.accelerator().emulated() ? Accelerator.TCG_SINGLE : Accelerator.KVM;
    GuestJob job = new GuestJob(kernel, accelerator, directory);
    if (kernel.headers() != null) {
      job.carryDriver();
    }
    carried.forEach(file -> job.carry(file, file.getFileName().toString()));
    if (command != null) {
      return run(job);
    }
    job.shell(
        share ->
            System.err.println(
                "ringbench: /share in the guest is " + share + " here, until it ends."));
    return 0;
  }

  private int run(GuestJob job) {
    GuestJob.Outcome outcome = job.run(GuestJob.logged(command), "output", line -> {});
    Path output = job.result("output");
    try {
      System.out.print(output == null ? "" : Files.readString(output));
      System.out.flush();
      if (outcome.trouble() != null) {
        System.err.print(Files.readString(job.console()));
      }
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot read what the guest said: " + e.getMessage(), e);
    }
    if (outcome.trouble() != null) {
      throw RingbenchException.machine(outcome.trouble());
    }
    return outcome.status();
  }
}
