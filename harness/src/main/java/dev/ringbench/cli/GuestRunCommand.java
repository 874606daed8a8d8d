// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.driver.Tool;
import dev.ringbench.guest.Acceleration;
import dev.ringbench.guest.Accelerator;
import dev.ringbench.guest.CountedDocument;
import dev.ringbench.guest.GuestJob;
import dev.ringbench.guest.GuestKernel;
import dev.ringbench.guest.InstructionCounting;
import dev.ringbench.measure.Planner;
import dev.ringbench.measure.Profile;
import dev.ringbench.measure.RunLock;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.Platforms;
import dev.ringbench.platform.SensorPlatform;
import dev.ringbench.report.Comparison;
import dev.ringbench.report.HostPair;
import dev.ringbench.report.TextReport;
import dev.ringbench.result.Documents;
import dev.ringbench.result.NativeReference;
import dev.ringbench.result.ResultDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures in a guest and shows. */
@Command(
    name = "run",
    description = {
      "Boots a guest, loads our kernel module there, and runs the same comparison as `ringbench",
      "run`, with the module and BPF LSM beside all others.",
      "Where only emulation works, times are marked EMULATED: compare them inside the guest."
    },
    footer = {
      "",
      "Examples:",
      "  ringbench guest run",
      "  ringbench guest run --deterministic --operations open",
      "  ringbench guest run --kernel /boot/vmlinuz-6.1.0-49-amd64 --kernel ./vmlinux"
    })
final class GuestRunCommand implements Callable<Integer> {
  /** An emulated block takes several times as long; few forks have wide intervals, and say so. */
  private static final int EMULATED_FORKS = 3;

  private static final int EMULATED_ROUNDS = 2;
  private static final String RESULT = "result.json";
  private static final String PROGRESS = "progress";

  @Option(
      names = "--profile",
      converter = Names.ProfileName.class,
      defaultValue = "quick",
      paramLabel = "NAME",
      description = "quick, standard or thorough. Default: quick.")
  private Profile profile;

  @Option(
      names = "--deterministic",
      description = {
        "Count guest instructions instead of time, on one CPU: the figure repeats exactly, however",
        "busy this machine is. Leaves out caches, TLB, interrupts between CPUs, and waiting."
      })
  private boolean deterministic;

  @Option(
      names = "--kernel",
      paramLabel = "FILE",
      description = {
        "Kernel to boot; again for a matrix, one document each.",
        "Default: the newest installed one that has headers."
      })
  private List<Path> kernelFiles = List.of();

  @Option(names = "--sensors", split = ",", paramLabel = "ID", description = "As of `run`.")
  private List<String> sensors = List.of();

  @Option(
      names = "--operations",
      split = ",",
      converter = Names.OperationName.class,
      paramLabel = "NAME",
      description = "open, exec. Default: both.")
  private List<Operation> operations = List.of(Operation.values());

  @Option(
      names = "--handoff",
      split = ",",
      converter = Names.HandoffName.class,
      paramLabel = "NAME",
      description = {
        "same-cpu, other-cpu, busy-poll. Default: all; emulated: all but other-cpu, because an",
        "emulated interrupt between CPUs costs nothing like a real one."
      })
  private List<Handoff> handoffs = List.of();

  @Option(names = "--forks", paramLabel = "N", description = "As of `run`; emulated: 3.")
  private Integer forks;

  @Option(names = "--rounds", paramLabel = "N", description = "As of `run`; emulated: 2.")
  private Integer rounds;

  @Option(names = "--seed", paramLabel = "N", description = "As of `run`.")
  private Long seed;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = {
        "Result document. Default: ringbench-<time>.json in this directory. The guest's console",
        "goes beside it, as FILE.console.log."
      })
  private Path out;

  @Option(
      names = "--skip-host-pair",
      description =
          "Do not measure one pair on this machine, to be set beside an emulated guest's.")
  private boolean skipHostPair;

  @Option(names = "--json", description = "Print the result document instead of the tables.")
  private boolean json;

  @Override
  public Integer call() {
    SensorPlatform platform = Platforms.current();
    List<Sensor> chosen = new Planner(platform).choose(sensors);
    Path file = out == null ? RunCommand.defaultFile() : out;
    RunCommand.checkWritable(file);
    List<GuestKernel> kernels =
        kernelFiles.isEmpty()
            ? List.of(GuestKernel.preferred())
            : kernelFiles.stream().map(GuestKernel::of).toList();
    Leftovers.remove(platform, System.err);
    int worst = 0;
    for (GuestKernel kernel : kernels) {
      Path target = kernels.size() == 1 ? file : withRelease(file, kernel);
      worst =
          Math.max(
              worst,
              deterministic
                  ? count(platform, kernel, chosen, target)
                  : measure(platform, kernel, target));
    }
    return worst;
  }

  private static Path withRelease(Path file, GuestKernel kernel) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return file.resolveSibling(
        dot < 0
            ? name + "-" + kernel.release()
            : name.substring(0, dot) + "-" + kernel.release() + name.substring(dot));
  }

  private int measure(SensorPlatform platform, GuestKernel kernel, Path target) {
    Path share = GuestShare.make(platform, kernel.release());
    Acceleration acceleration = Acceleration.probe(kernel, share);
    GuestJob job = new GuestJob(kernel, acceleration.accelerator(), share);
    job.carryDriver();
    job.carry(GuestShare.jar(), "ringbench.jar");
    List<NativeReference> references = List.of();
    if (acceleration.accelerator().emulated()) {
      System.err.println("ringbench: the guest is emulated: " + acceleration.reason() + ".");
      references = skipHostPair ? List.of() : hostPair(share);
    }
    List<NativeReference> beside = references;
    Thread onSignal =
        new Thread(
            () -> keep(job, target, beside, "stopped by a signal"), "keep the partial result");
    Runtime.getRuntime().addShutdownHook(onSignal);
    GuestJob.Outcome outcome =
        RunLock.holding(
            () ->
                job.run(
                    GuestJob.ringbench(
                        Path.of(System.getProperty("java.home")),
                        innerArguments(acceleration.accelerator())),
                    PROGRESS,
                    line -> RunProgress.showLine("guest: " + line)));
    RunProgress.showLine("");
    return finish(job, outcome, target, references, onSignal);
  }

  private List<String> innerArguments(Accelerator accelerator) {
    boolean fewer = accelerator.emulated() && profile == Profile.QUICK;
    List<String> arguments = new ArrayList<>(List.of("run", "--allow-kernel-module"));
    arguments.addAll(List.of("--driver", "/share/ringbench.ko", "--out", "/share/" + RESULT));
    arguments.addAll(List.of("--progress-file", "/share/" + PROGRESS));
    arguments.addAll(List.of("--profile", profile.toString()));
    arguments.addAll(List.of("--operations", joined(operations)));
    if (!handoffs.isEmpty()) {
      arguments.addAll(List.of("--handoff", joined(handoffs)));
    } else if (accelerator.emulated()) {
      arguments.addAll(List.of("--handoff", joined(InstructionCounting.handoffs())));
    }
    if (!sensors.isEmpty()) {
      arguments.addAll(List.of("--sensors", joined(sensors)));
    }
    Integer usedForks = forks == null && fewer ? Integer.valueOf(EMULATED_FORKS) : forks;
    Integer usedRounds = rounds == null && fewer ? Integer.valueOf(EMULATED_ROUNDS) : rounds;
    if (usedForks != null) {
      arguments.addAll(List.of("--forks", usedForks.toString()));
    }
    if (usedRounds != null) {
      arguments.addAll(List.of("--rounds", usedRounds.toString()));
    }
    if (seed != null) {
      arguments.addAll(List.of("--seed", seed.toString()));
    }
    return arguments;
  }

  private static String joined(List<?> values) {
    return values.stream().map(Object::toString).collect(Collectors.joining(","));
  }

  /** One pair on this machine, by a run of its own; none when it does not work here. */
  private static List<NativeReference> hostPair(Path share) {
    Path file = share.resolve("host-pair.json");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx160m", "-XX:+UseSerialGC", "-jar", GuestShare.jar().toString()));
    command.add("run");
    command.addAll(HostPair.arguments());
    command.addAll(List.of("--rounds", "1", "--out", file.toString()));
    RunProgress.showLine("measuring one pair on this machine, to tell how far emulation distorts");
    Tool.Result result = Tool.run(command);
    if (result.exitCode() != 0) {
      System.err.println(
          "ringbench: no pair of this machine beside the guest's: " + result.lastLine());
      return List.of();
    }
    return HostPair.reference(Comparison.of(Documents.read(file))).stream().toList();
  }

  /** Stores what the guest wrote; null when there is nothing. */
  private static ResultDocument keep(
      GuestJob job, Path target, List<NativeReference> references, String whyPartial) {
    try {
      if (Files.exists(job.console())) {
        Files.copy(
            job.console(),
            target.resolveSibling(target.getFileName() + ".console.log"),
            StandardCopyOption.REPLACE_EXISTING);
      }
      Path result = job.result(RESULT);
      if (result == null) {
        return null;
      }
      ResultDocument document =
          Documents.read(result).withReferences(references).withPartialReason(whyPartial);
      Documents.write(document, target);
      return document;
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot write " + target + ": " + e.getMessage() + ".", e);
    }
  }

  private int finish(
      GuestJob job,
      GuestJob.Outcome outcome,
      Path target,
      List<NativeReference> references,
      Thread onSignal) {
    String why = outcome.trouble() == null ? "the run in the guest ended early" : outcome.trouble();
    ResultDocument document = keep(job, target, references, why);
    Runtime.getRuntime().removeShutdownHook(onSignal);
    if (document != null) {
      show(document, target);
    }
    if (outcome.trouble() != null) {
      throw RingbenchException.machine(
          outcome.trouble()
              + " Its console is in "
              + target
              + ".console.log."
              + (document == null ? "" : " What was measured before is in " + target + "."));
    }
    if (outcome.status() != 0) {
      complain(job);
    } else {
      System.err.printf(
          "ringbench: the guest was ready %.1f s after its start.%n",
          outcome.readyMillis() / 1000.0);
    }
    return outcome.status();
  }

  /** What the run in the guest said before it gave up. */
  private static void complain(GuestJob job) {
    Path output = job.result("output");
    try {
      System.err.print(
          output == null ? "" : Files.readString(output, StandardCharsets.UTF_8).strip() + "\n");
    } catch (IOException e) {
      System.err.println("ringbench: the guest's output cannot be read: " + e.getMessage());
    }
    System.err.println("ringbench: that was the run in the guest.");
  }

  private void show(ResultDocument document, Path target) {
    if (json) {
      System.out.println(Documents.toJson(document));
    } else {
      System.out.print(new TextReport(Comparison.of(document), Terminal.width()).render());
      System.out.println("\nResult document: " + target);
    }
  }

  private int count(SensorPlatform platform, GuestKernel kernel, List<Sensor> chosen, Path target) {
    Path share = GuestShare.make(platform, kernel.release());
    GuestJob job = new GuestJob(kernel, Accelerator.TCG_COUNTING, share);
    job.carryDriver();
    try {
      platform.unpackNativeFiles(Files.createDirectories(share.resolve("native")));
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot prepare the share: " + e.getMessage() + ".", e);
    }
    CountedDocument counted =
        new CountedDocument(
            Version.text(), chosen, InstructionCounting.cells(chosen, operations), operations);
    GuestJob.Outcome outcome =
        RunLock.holding(
            () ->
                InstructionCounting.run(
                    job, counted.cells(), sensor -> RunProgress.showLine("counted " + sensor)));
    RunProgress.showLine("");
    ResultDocument document = counted.of(job, share.resolve("facts"), outcome.trouble());
    try {
      Documents.write(document, target);
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot write " + target + ": " + e.getMessage() + ".", e);
    }
    return finish(job, outcome, target, document);
  }

  private int finish(GuestJob job, GuestJob.Outcome outcome, Path target, ResultDocument document) {
    show(document, target);
    if (outcome.trouble() != null) {
      throw RingbenchException.machine(outcome.trouble());
    }
    if (outcome.status() != 0) {
      complain(job);
      return RingbenchException.Kind.MACHINE.exitCode();
    }
    return 0;
  }
}
