// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.experiment.visibility.VisibilityDocument;
import dev.ringbench.experiment.visibility.VisibilityReading;
import dev.ringbench.experiment.visibility.measure.VisibilityRun;
import dev.ringbench.guest.GuestKernel;
import dev.ringbench.platform.Platforms;
import dev.ringbench.platform.SensorPlatform;
import java.nio.file.Path;
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
  @Mixin private VisibilityOptions options;
  @Mixin private GuestMeasuring guest;
  @Mixin private ForceOption force;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Result document. Default: ringbench-visibility-TIME.json in this directory.")
  private Path out;

  @Override
  public Integer call() {
    SensorPlatform platform = Platforms.current();
    options.check(platform, VisibilityRun.known(platform.forms()));
    SubjectOptions.requireShipped(options.files());
    GuestKernel kernel = guest.kernel();
    GuestResult<VisibilityDocument> result =
        GuestResult.to(
            force.reading(guest.kernelFile()),
            RunOptions.path(out, "ringbench-visibility-"),
            guest.shown(),
            VisibilityDocument.FORM,
            VisibilityReading::new);
    return guest.run(
        platform, kernel, "visibility", options.arguments(), VisibilityDocument.FORM, result);
  }
}
