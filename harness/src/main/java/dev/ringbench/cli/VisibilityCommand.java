// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.experiment.visibility.FormFacts;
import dev.ringbench.experiment.visibility.VisibilityDocument;
import dev.ringbench.experiment.visibility.VisibilityReading;
import dev.ringbench.experiment.visibility.measure.VisibilityRun;
import dev.ringbench.files.OutputFile;
import dev.ringbench.measure.RunLock;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.MachineChanges;
import dev.ringbench.platform.Platforms;
import dev.ringbench.platform.SensorPlatform;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What sensors see. */
@Command(
    name = "visibility",
    description = {
      "Does operations in unusual forms and looks at what each sensor makes of them.",
      "An event may name the object, something else or nothing; a refusal may be evaded.",
      "The effect of the operation itself says what happened."
    })
final class VisibilityCommand implements Callable<Integer> {
  @Option(names = "--list", description = "Only list the forms.")
  private boolean list;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Result document. Default: ringbench-visibility-TIME.json in this directory.")
  private Path out;

  @Option(names = "--all", description = "Print the whole report, not its first screen.")
  private boolean all;

  @Option(
      names = "--allow-kernel-module",
      description =
          "Also load our module into THIS machine's kernel. Risk: a fault in it crashes the machine; `guest visibility` is the safe way.")
  private boolean allowKernelModule;

  @Option(names = "--driver", hidden = true)
  private Path driver;

  @Option(names = "--progress-file", hidden = true)
  private Path progressFile;

  @Mixin private VisibilityOptions options;
  @Mixin private ForceOption force;
  @Mixin private ResidueOption residue;

  @Override
  public Integer call() {
    SensorPlatform platform = Platforms.current();
    List<FormFacts> known = VisibilityRun.known(platform.forms());
    if (list) {
      known.forEach(
          form -> System.out.printf("%-6s %-10s %s%n", form.id(), form.operation(), form.title()));
      return 0;
    }
    options.check(platform, known);
    if (driver != null && !allowKernelModule) {
      throw RingbenchException.badInput("--driver needs --allow-kernel-module.");
    }
    OutputFile file =
        force.reading(options.files()).file("--out", RunOptions.path(out, "ringbench-visibility-"));
    return RunLock.holding(
        () -> {
          Leftovers.remove(platform.changes(), System.err);
          if (!allowKernelModule) {
            return measure(platform, options.forms(known), file);
          }
          MachineChanges.Undo loaded = platform.changes().loadDriver(driver);
          try (loaded) {
            return measure(platform, options.forms(known), file);
          }
        });
  }

  private int measure(SensorPlatform platform, List<FormFacts> forms, OutputFile file) {
    List<Sensor> sensors = options.sensors(platform);
    Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Watchers.name(platform.machine().environment(), System.err);
    VisibilityRun run =
        new VisibilityRun(
            platform,
            new VisibilityRun.Settings(
                Version.text(),
                started.toString(),
                options.tries(),
                options.raceTries(),
                residue.allowed()),
            sensors,
            options.subjects(platform),
            forms);
    RunProgress progress = RunProgress.to(progressFile);
    MachineChanges.Undo limited =
        platform.changes().limitResidue(residue.allowed() ? sensors : List.of());
    GrowingDocument document =
        new GrowingDocument(
            file,
            whyPartial -> VisibilityDocument.FORM.content(run.document(whyPartial, now())),
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
    VisibilityDocument measured = run.document(null, now());
    RunProgress.showLine("");
    Terminal.show(new VisibilityReading(document.writtenTo(), measured), all);
    if (measured.cells().stream().allMatch(cell -> cell.tries() == 0)) {
      throw RingbenchException.machine(
          "No form has a result before any sensor. The reasons are in "
              + document.writtenTo()
              + ".");
    }
    return document.exitCode();
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
