// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.experiment.tamper.AttackFacts;
import dev.ringbench.experiment.tamper.TamperDocument;
import dev.ringbench.experiment.tamper.TamperReading;
import dev.ringbench.experiment.tamper.TamperTrial;
import dev.ringbench.experiment.tamper.measure.TamperRun;
import dev.ringbench.files.OutputFile;
import dev.ringbench.measure.RunLock;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.MachineChanges;
import dev.ringbench.platform.Platforms;
import dev.ringbench.platform.SensorPlatform;
import dev.ringbench.render.TextReport;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What blinds sensors, and whether they tell. */
@Command(
    name = "tamper",
    description = {
      "Attacks sensors and shows what happens, who tells within 10 s and what comes back.",
      "Ten operations before, during and after each attack say what happened.",
      "Everything is done in mount name spaces and control groups of its own, and undone."
    })
final class TamperCommand implements Callable<Integer> {
  @Option(names = "--list", description = "Only list the attacks.")
  private boolean list;

  @Option(
      names = "--allow-whole-machine",
      description =
          "Also do attacks that change the whole machine: ftrace, kprobes, sysctls, audit, the clock. Risk: what others need is off meanwhile. Meant for a guest.")
  private boolean wholeMachine;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Result document. Default: ringbench-tamper-TIME.json in this directory.")
  private Path out;

  @Option(names = "--all", description = "Print the whole report, not its first screen.")
  private boolean all;

  @Option(
      names = "--allow-kernel-module",
      description =
          "Also load our module into THIS machine's kernel. Risk: a fault in it crashes the machine; `guest tamper` is the safe way.")
  private boolean allowKernelModule;

  @Option(names = "--driver", hidden = true)
  private Path driver;

  @Option(names = "--progress-file", hidden = true)
  private Path progressFile;

  @Mixin private TamperOptions options;
  @Mixin private ForceOption force;
  @Mixin private ResidueOption residue;

  @Override
  public Integer call() {
    List<AttackFacts> known = TamperRun.known();
    if (list) {
      known.forEach(
          attack ->
              System.out.printf("%-5s %-7s %s%n", attack.id(), attack.attacker(), attack.title()));
      return 0;
    }
    SensorPlatform platform = Platforms.current();
    options.check(platform, known);
    if (driver != null && !allowKernelModule) {
      throw RingbenchException.badInput("--driver needs --allow-kernel-module.");
    }
    OutputFile file =
        force.reading(options.files()).file("--out", RunOptions.path(out, "ringbench-tamper-"));
    if (!platform.subjects().isRoot()) {
      throw RingbenchException.machine(
          "tamper attacks sensors as root does, in name spaces of its own. Run it as root.");
    }
    return RunLock.holding(
        () -> {
          Leftovers.remove(platform.changes(), System.err);
          if (!allowKernelModule) {
            return measure(platform, options.attacks(known), file);
          }
          MachineChanges.Undo loaded = platform.changes().loadDriver(driver);
          try (loaded) {
            return measure(platform, options.attacks(known), file);
          }
        });
  }

  private int measure(SensorPlatform platform, List<String> attacks, OutputFile file) {
    List<Sensor> sensors = options.sensors(platform);
    Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Watchers.name(platform.machine().environment(), System.err);
    TamperRun run =
        new TamperRun(
            platform,
            new TamperRun.Settings(
                Version.text(),
                started.toString(),
                options.repeats(),
                residue.allowed(),
                wholeMachine),
            sensors,
            options.subjects(platform),
            attacks);
    RunProgress progress = RunProgress.to(progressFile);
    System.err.print(TextReport.wrapped(run.plan(), Terminal.width()));
    MachineChanges.Undo limited =
        platform.changes().limitResidue(residue.allowed() ? sensors : List.of());
    GrowingDocument document =
        new GrowingDocument(
            file,
            whyPartial -> TamperDocument.FORM.content(run.document(whyPartial, now())),
            () -> {});
    try (limited;
        document) {
      run.measure(
          SubjectOptions.directory(platform.files()),
          line -> {
            document.stayWhenEnding();
            progress.step(line);
          },
          document::save);
      document.finish(null);
    }
    TamperDocument measured = run.document(null, now());
    RunProgress.showLine("");
    Terminal.show(new TamperReading(document.writtenTo(), measured), all);
    if (measured.trials().stream().noneMatch(TamperTrial::measured)) {
      throw RingbenchException.machine(
          "No attack has a result on any sensor. The reasons are in " + document.writtenTo() + ".");
    }
    return document.exitCode();
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
