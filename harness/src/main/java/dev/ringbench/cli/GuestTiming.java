// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.driver.Tool;
import dev.ringbench.experiment.run.HostPair;
import dev.ringbench.experiment.run.NativeReference;
import dev.ringbench.experiment.run.Profile;
import dev.ringbench.experiment.run.RunDocument;
import dev.ringbench.experiment.run.RunFigures;
import dev.ringbench.experiment.run.RunForm;
import dev.ringbench.guest.Acceleration;
import dev.ringbench.guest.Accelerator;
import dev.ringbench.guest.GuestJob;
import dev.ringbench.guest.GuestKernel;
import dev.ringbench.measure.RunLock;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.platform.RunFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** {@code ringbench run} in a guest, with the driver loaded. */
final class GuestTiming {
  /** An emulated block takes several times as long; few forks have wide intervals, and say so. */
  private static final Integer EMULATED_FORKS = 3;

  private static final Integer EMULATED_ROUNDS = 1;
  private static final List<Handoff> EMULATED_HANDOFFS =
      List.of(Handoff.SAME_CPU, Handoff.BUSY_POLL);
  private static final String RESULT = "result.json";
  private static final String PROGRESS = "progress";

  private final RunFiles files;
  private final RunOptions options;
  private final boolean skipHostPair;
  private FileTime seen = FileTime.fromMillis(0);

  GuestTiming(RunFiles files, RunOptions options, boolean skipHostPair) {
    this.files = files;
    this.options = options;
    this.skipHostPair = skipHostPair;
  }

  int run(GuestKernel kernel, GuestResult<RunDocument> result) {
    Path directory = GuestShare.make(files, kernel.release());
    Acceleration acceleration = Acceleration.probe(kernel, directory);
    boolean emulated = acceleration.accelerator().emulated();
    // Each attach replaces code of the kernel: thousands of them hang a guest with a thread a CPU.
    boolean single = emulated && options.profile != Profile.QUICK;
    GuestJob job =
        new GuestJob(
            kernel, single ? Accelerator.TCG_SINGLE : acceleration.accelerator(), directory);
    job.carryDriver();
    job.carry(GuestShare.jar(), "ringbench.jar");
    if (emulated) {
      System.err.println("ringbench: the guest is emulated: " + acceleration.reason() + ".");
    }
    List<NativeReference> beside = emulated && !skipHostPair ? hostPair(directory) : List.of();
    String command =
        GuestJob.ringbench(Path.of(System.getProperty("java.home")), emulated, arguments(emulated));
    GuestJob.Outcome outcome =
        RunLock.holding(
            () ->
                job.run(
                    command,
                    PROGRESS,
                    line -> {
                      RunProgress.showLine("guest: " + line);
                      saveNew(job, beside, result, null);
                    }));
    seen = FileTime.fromMillis(0);
    saveNew(job, beside, result, outcome.trouble());
    return result.finish(job, outcome);
  }

  /** The guest replaces its document as a whole, so whatever is there is whole. */
  private void saveNew(
      GuestJob job,
      List<NativeReference> beside,
      GuestResult<RunDocument> result,
      String whyPartial) {
    try {
      Path written = job.result(RESULT);
      if (written == null || Files.getLastModifiedTime(written).equals(seen)) {
        return;
      }
      seen = Files.getLastModifiedTime(written);
      var document = RunForm.FORM.read(written).withReferences(beside);
      result.save(whyPartial == null ? document : document.withPartialReason(whyPartial));
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot read what the guest measured: " + e, e);
    }
  }

  private List<String> arguments(boolean emulated) {
    boolean fewer = emulated && options.profile == Profile.QUICK;
    List<String> arguments =
        new ArrayList<>(List.of("run", "--json", "--allow-kernel-module", "--allow-residue"));
    add(arguments, "--driver", "/share/ringbench.ko");
    add(arguments, "--out", "/share/" + RESULT);
    arguments.add("--force");
    add(arguments, "--progress-file", "/share/" + PROGRESS);
    add(arguments, "--profile", options.profile);
    add(arguments, "--operations", joined(options.operations));
    List<Handoff> handoffs =
        options.handoffs.isEmpty() && emulated ? EMULATED_HANDOFFS : options.handoffs;
    addAll(arguments, "--handoff", handoffs);
    addAll(arguments, "--sensors", options.sensors);
    add(arguments, "--rules", joined(options.rules));
    add(arguments, "--forks", options.forks == null && fewer ? EMULATED_FORKS : options.forks);
    add(arguments, "--rounds", options.rounds == null && fewer ? EMULATED_ROUNDS : options.rounds);
    add(arguments, "--seed", options.seed);
    return arguments;
  }

  /** Nothing for null: the guest's own default holds. */
  static void add(List<String> arguments, String option, Object value) {
    if (value != null) {
      arguments.addAll(List.of(option, value.toString()));
    }
  }

  /** Nothing for no values. */
  static void addAll(List<String> arguments, String option, List<?> values) {
    add(arguments, option, values.isEmpty() ? null : joined(values));
  }

  private static String joined(List<?> values) {
    return values.stream().map(Object::toString).collect(Collectors.joining(","));
  }

  /** One pair on this machine, by a run of its own; none when it does not work here. */
  private static List<NativeReference> hostPair(Path directory) {
    Path file = directory.resolve("host-pair.json");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx160m", "-XX:+UseSerialGC", "-jar", GuestShare.jar().toString()));
    command.add("run");
    command.addAll(HostPair.arguments());
    command.addAll(List.of("--rounds", "1", "--out", file.toString(), "--force"));
    RunProgress.showLine("measuring one pair on this machine, to tell how far emulation distorts");
    Tool.Result result = Tool.run(command);
    if (result.exitCode() != 0) {
      System.err.println(
          "ringbench: no pair of this machine beside the guest's: " + result.lastLine());
      return List.of();
    }
    return HostPair.reference(RunFigures.of(RunForm.FORM.read(file))).stream().toList();
  }
}
