// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.experiment.tamper.AttackFacts;
import dev.ringbench.experiment.tamper.TamperDocument;
import dev.ringbench.experiment.tamper.TamperReading;
import dev.ringbench.experiment.tamper.measure.TamperRun;
import dev.ringbench.guest.GuestKernel;
import dev.ringbench.platform.Platforms;
import dev.ringbench.platform.SensorPlatform;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What blinds sensors that only a guest's kernel has, and what blinds a whole machine. */
@Command(
    name = "tamper",
    description = {
      "Runs `ringbench tamper` in a guest.",
      "Its attacks may change the whole machine, and its sensors may be kernel modules.",
      "The console goes to FILE.console.log beside the document."
    },
    footer = {
      "",
      "Examples:",
      "  ringbench guest tamper",
      "  ringbench guest tamper --sensors module-ftrace,module-kprobe --attacks all"
    })
final class GuestTamperCommand implements Callable<Integer> {
  @Mixin private TamperOptions options;
  @Mixin private GuestMeasuring guest;
  @Mixin private ForceOption force;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Result document. Default: ringbench-tamper-TIME.json in this directory.")
  private Path out;

  @Override
  public Integer call() {
    SensorPlatform platform = Platforms.current();
    List<AttackFacts> known = TamperRun.known();
    options.check(platform, known);
    SubjectOptions.requireShipped(options.files());
    GuestKernel kernel = guest.kernel();
    GuestResult<TamperDocument> result =
        GuestResult.to(
            force.reading(guest.kernelFile()),
            RunOptions.path(out, "ringbench-tamper-"),
            guest.shown(),
            TamperDocument.FORM,
            TamperReading::new);
    List<String> arguments = new ArrayList<>(List.of("--allow-whole-machine"));
    arguments.addAll(
        options.arguments(
            options.namesAttacks() ? options.attacks(known) : TamperRun.onWholeMachine()));
    return guest.run(platform, kernel, "tamper", arguments, TamperDocument.FORM, result);
  }
}
