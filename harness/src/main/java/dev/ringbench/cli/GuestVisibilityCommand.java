// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.experiment.visibility.VisibilityDocument;
import dev.ringbench.experiment.visibility.VisibilityReading;
import dev.ringbench.experiment.visibility.measure.VisibilityRun;
import dev.ringbench.guest.Acceleration;
import dev.ringbench.guest.Accelerator;
import dev.ringbench.guest.GuestJob;
import dev.ringbench.guest.GuestKernel;
import dev.ringbench.guest.GuestUse;
import dev.ringbench.measure.RunLock;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.platform.Platforms;
import dev.ringbench.platform.SensorPlatform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What sensors see in a guest, with those that only its kernel has. */
@Command(
    name = "visibility",
    description = {
      "Runs `ringbench visibility` in a guest.",
      "Its kernel also has a kernel module, BPF LSM, fentry and audit.",
      "The console goes to FILE.console.log beside the document."
    },
    footer = {
      "",
      "Examples:",
      "  ringbench guest visibility",
      "  ringbench guest visibility --sensors module-ftrace,bpf-lsm,audit --quick"
    })
final class GuestVisibilityCommand implements Callable<Integer> {
  private static final String RESULT = "result.json";
  private static final String PROGRESS = "progress";

  @Mixin private VisibilityOptions options;
  @Mixin private ForceOption force;

  @Option(
      names = "--kernel",
      paramLabel = "FILE",
      description = "Kernel to boot. Default: the newest installed kernel that has headers.")
  private Path kernelFile;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Result document. Default: ringbench-visibility-TIME.json in this directory.")
  private Path out;

  @Option(names = "--all", description = "Print the whole report, not its first screen.")
  private boolean all;

  private FileTime seen = FileTime.fromMillis(0);

  @Override
  public Integer call() {
    SensorPlatform platform = Platforms.current();
    options.check(platform, VisibilityRun.known(platform.forms()));
    if (options.files().length > 0) {
      throw RingbenchException.badInput(
          "--subject " + options.files()[0] + ": a guest takes the subjects that ship. Name one.");
    }
    GuestKernel kernel =
        kernelFile == null
            ? GuestKernel.preferred(GuestUse.COMMAND)
            : GuestKernel.of(kernelFile, GuestUse.COMMAND);
    GuestResult<VisibilityDocument> result =
        GuestResult.to(
            force.reading(kernelFile),
            RunOptions.path(out, "ringbench-visibility-"),
            new GuestResult.Shown(false, all),
            VisibilityDocument.FORM,
            VisibilityReading::new);
    Leftovers.removeUnlessMeasuring(platform.changes(), System.err);
    Path directory = GuestShare.make(platform.files(), "visibility");
    Acceleration found = Acceleration.probe(kernel, directory);
    boolean emulated = found.accelerator().emulated();
    if (emulated) {
      System.err.println("ringbench: the guest is emulated: " + found.reason() + ".");
    }
    // Nothing is timed, so it had better be right than fast.
    GuestJob job =
        new GuestJob(kernel, emulated ? Accelerator.TCG_SINGLE : Accelerator.KVM, directory);
    if (kernel.headers() != null) {
      job.carryDriver();
    }
    job.carry(GuestShare.jar(), "ringbench.jar");
    String command =
        GuestJob.ringbench(
            Path.of(System.getProperty("java.home")),
            emulated,
            arguments(kernel.headers() != null));
    return RunLock.holding(
        () -> {
          GuestJob.Outcome outcome =
              job.run(
                  command,
                  PROGRESS,
                  line -> {
                    RunProgress.showLine("guest: " + line);
                    save(job, result);
                  });
          save(job, result);
          return result.finish(job, outcome);
        });
  }

  private List<String> arguments(boolean driver) {
    // It forgets what a sensor leaves behind.
    List<String> arguments = new ArrayList<>(List.of("visibility", "--force", "--allow-residue"));
    if (driver) {
      arguments.add("--allow-kernel-module");
      GuestTiming.add(arguments, "--driver", "/share/" + GuestJob.DRIVER);
    }
    GuestTiming.add(arguments, "--out", "/share/" + RESULT);
    GuestTiming.add(arguments, "--progress-file", "/share/" + PROGRESS);
    arguments.addAll(options.arguments());
    return arguments;
  }

  private void save(GuestJob job, GuestResult<VisibilityDocument> result) {
    try {
      Path written = job.result(RESULT);
      if (written != null && !Files.getLastModifiedTime(written).equals(seen)) {
        seen = Files.getLastModifiedTime(written);
        result.save(VisibilityDocument.FORM.read(written));
      }
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot read what the guest measured: " + e, e);
    }
  }
}
