// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.document.DocumentForm;
import dev.ringbench.guest.Acceleration;
import dev.ringbench.guest.Accelerator;
import dev.ringbench.guest.GuestJob;
import dev.ringbench.guest.GuestKernel;
import dev.ringbench.guest.GuestUse;
import dev.ringbench.measure.RunLock;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.platform.SensorPlatform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** A command that measures in a guest as on a machine; its document grows on this one. */
final class GuestMeasuring {
  private static final String RESULT = "result.json";
  private static final String PROGRESS = "progress";

  @Option(
      names = "--kernel",
      paramLabel = "FILE",
      description = "Kernel to boot. Default: the newest installed kernel that has headers.")
  private Path kernelFile;

  @Option(names = "--all", description = "Print the whole report, not its first screen.")
  private boolean all;

  private FileTime seen = FileTime.fromMillis(0);

  /** What is read before anything starts; null: no file. */
  Path kernelFile() {
    return kernelFile;
  }

  /** What is shown of the result. */
  GuestResult.Shown shown() {
    return new GuestResult.Shown(false, all);
  }

  /**
   * The kernel to boot.
   *
   * @throws RingbenchException when there is none
   */
  GuestKernel kernel() {
    return kernelFile == null
        ? GuestKernel.preferred(GuestUse.COMMAND)
        : GuestKernel.of(kernelFile, GuestUse.COMMAND);
  }

  /**
   * Runs it, with our module loaded where the kernel has headers.
   *
   * @param name of the command
   * @param options of it, beside those that every command in a guest has
   * @return the command's exit code
   */
  <D> int run(
      SensorPlatform platform,
      GuestKernel kernel,
      String name,
      List<String> options,
      DocumentForm<D> form,
      GuestResult<D> result) {
    Leftovers.removeUnlessMeasuring(platform.changes(), System.err);
    Path directory = GuestShare.make(platform.files(), name);
    Acceleration found = Acceleration.probe(kernel, directory);
    boolean emulated = found.accelerator().emulated();
    if (emulated) {
      System.err.println("ringbench: the guest is emulated: " + found.reason() + ".");
    }
    // Nothing is timed, so it had better be right than fast.
    GuestJob job =
        new GuestJob(kernel, emulated ? Accelerator.TCG_SINGLE : Accelerator.KVM, directory);
    boolean driver = kernel.headers() != null;
    if (driver) {
      job.carryDriver();
    }
    job.carry(GuestShare.jar(), "ringbench.jar");
    String command =
        GuestJob.ringbench(
            Path.of(System.getProperty("java.home")), emulated, arguments(name, options, driver));
    return RunLock.holding(
        () -> {
          GuestJob.Outcome outcome =
              job.run(
                  command,
                  PROGRESS,
                  line -> {
                    RunProgress.showLine("guest: " + line);
                    save(job, form, result);
                  });
          save(job, form, result);
          return result.finish(job, outcome);
        });
  }

  private static List<String> arguments(String name, List<String> options, boolean driver) {
    // The guest forgets what a sensor leaves behind.
    List<String> arguments = new ArrayList<>(List.of(name, "--force", "--allow-residue"));
    if (driver) {
      arguments.add("--allow-kernel-module");
      GuestTiming.add(arguments, "--driver", "/share/" + GuestJob.DRIVER);
    }
    GuestTiming.add(arguments, "--out", "/share/" + RESULT);
    GuestTiming.add(arguments, "--progress-file", "/share/" + PROGRESS);
    arguments.addAll(options);
    return arguments;
  }

  private <D> void save(GuestJob job, DocumentForm<D> form, GuestResult<D> result) {
    try {
      Path written = job.result(RESULT);
      if (written != null && !Files.getLastModifiedTime(written).equals(seen)) {
        seen = Files.getLastModifiedTime(written);
        result.save(form.read(written));
      }
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot read what the guest measured: " + e, e);
    }
  }
}
