// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.experiment.run.RunDocument;
import dev.ringbench.experiment.run.RunForm;
import dev.ringbench.experiment.run.RunReading;
import dev.ringbench.experiment.run.measure.Planner;
import dev.ringbench.files.Outputs;
import dev.ringbench.guest.GuestKernel;
import dev.ringbench.guest.GuestUse;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.Platforms;
import dev.ringbench.platform.RunFiles;
import dev.ringbench.platform.SensorPlatform;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures in a guest and shows. */
@Command(
    name = "run",
    description = {
      "Runs `ringbench run` in a guest, with a kernel module and BPF LSM as well.",
      "Without KVM the guest is emulated, and each time is marked EMULATED: compare such times inside one guest only. The console goes to FILE.console.log beside the document."
    },
    footer = {
      "",
      "Examples:",
      "  ringbench guest run",
      "  ringbench guest run --deterministic --operations open",
      "  ringbench guest run --kernel /boot/vmlinuz-6.1.0-49-amd64 --kernel ./vmlinux"
    })
final class GuestRunCommand implements Callable<Integer> {
  private static final int BOOTS = 3;
  private static final int MOST_BOOTS = 100;

  @Mixin private RunOptions options;

  @Mixin private SubjectOptions subjects;

  @Option(
      names = "--deterministic",
      description =
          "Count the guest's instructions instead of time, on one CPU. Counts do not depend on how busy this machine is. They leave out caches, TLB, interrupts between CPUs, and waiting.")
  private boolean deterministic;

  @Option(
      names = "--boots",
      paramLabel = "N",
      description =
          "With --deterministic: how often the guest boots. Each boot counts every row, and the spread between boots is the noise. Default: 3.")
  private Integer boots;

  @Option(
      names = "--kernel",
      paramLabel = "FILE",
      description =
          "Kernel to boot. Repeat it to compare kernels, with a document for each. Default: the newest installed kernel that has headers.")
  private List<Path> kernelFiles = List.of();

  @Option(
      names = "--skip-host-pair",
      description =
          "Skip the pair of sensors that is measured on this machine beside an emulated guest.")
  private boolean skipHostPair;

  /** For each kernel. */
  private int boots() {
    return boots == null ? BOOTS : boots;
  }

  private void checkBoots() {
    if (boots != null && !deterministic) {
      throw RingbenchException.badInput(
          "--boots " + boots + ": only counts have boots. Add --deterministic, or use --forks.");
    }
    if (boots() < 1 || boots() > MOST_BOOTS) {
      throw RingbenchException.badInput("--boots " + boots + ": use 1 to " + MOST_BOOTS + ".");
    }
  }

  @Override
  public Integer call() {
    options.check();
    checkBoots();
    SensorPlatform platform = Platforms.current();
    if (subjects.given()) {
      if (kernelFiles.size() > 1) {
        throw RingbenchException.badInput("--subject takes one --kernel at a time.");
      }
      GuestKernel kernel =
          kernelFiles.isEmpty()
              ? GuestKernel.preferred(GuestUse.COMMAND)
              : GuestKernel.of(kernelFiles.get(0), GuestUse.COMMAND);
      Leftovers.removeUnlessMeasuring(platform.changes(), System.err);
      return new GuestSubjects(platform, options, subjects, deterministic ? boots() : 0)
          .run(kernel);
    }
    subjects.requireSubjects();
    Planner planner = new Planner(platform);
    List<Sensor> chosen = planner.choose(options.sensors);
    planner.check(options.sensors, options.operations);
    List<GuestKernel> kernels =
        kernelFiles.isEmpty()
            ? List.of(GuestKernel.preferred(GuestUse.COMMAND))
            : kernelFiles.stream().map(image -> GuestKernel.of(image, GuestUse.COMMAND)).toList();
    List<GuestResult<RunDocument>> results = results(kernels);
    Leftovers.removeUnlessMeasuring(platform.changes(), System.err);
    int worst = 0;
    for (int i = 0; i < kernels.size(); i++) {
      worst =
          Math.max(
              worst,
              one(platform.files(), kernels.get(i), chosen, results.get(i), kernels.size() > 1));
    }
    return worst;
  }

  private List<GuestResult<RunDocument>> results(List<GuestKernel> kernels) {
    Outputs outputs = options.force.reading(kernelFiles.toArray(Path[]::new));
    Path path = options.path();
    if (kernels.size() > 1 && Outputs.isStream("--out", path)) {
      throw RingbenchException.badInput(
          "--out " + path + ": each kernel makes a document of its own. Name a file.");
    }
    return kernels.stream()
        .map(
            kernel ->
                GuestResult.to(
                    outputs,
                    kernels.size() > 1 ? withRelease(path, kernel) : path,
                    options,
                    RunForm.FORM,
                    RunReading::new))
        .toList();
  }

  /** In a matrix the other kernels are not held up by one that does not work. */
  private int one(
      RunFiles files,
      GuestKernel kernel,
      List<Sensor> chosen,
      GuestResult<RunDocument> result,
      boolean matrix) {
    try {
      return deterministic
          ? new GuestCounting(files, options, chosen, boots()).run(kernel, result)
          : new GuestTiming(files, options, skipHostPair).run(kernel, result);
    } catch (RingbenchException e) {
      if (!matrix) {
        throw e;
      }
      System.err.println("ringbench: kernel " + kernel.release() + ": " + e.getMessage());
      return e.kind().exitCode();
    }
  }

  private static Path withRelease(Path file, GuestKernel kernel) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return file.resolveSibling(
        dot < 0
            ? name + "-" + kernel.release()
            : name.substring(0, dot) + "-" + kernel.release() + name.substring(dot));
  }
}
