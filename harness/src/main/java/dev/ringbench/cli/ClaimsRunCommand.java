// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.claim.Claim;
import dev.ringbench.claim.Claims;
import dev.ringbench.experiment.claims.ClaimsDocument;
import dev.ringbench.experiment.claims.ClaimsReading;
import dev.ringbench.experiment.claims.measure.ClaimsRun;
import dev.ringbench.experiment.claims.measure.PlanNeeds;
import dev.ringbench.files.OutputFile;
import dev.ringbench.files.PrivateDirectory;
import dev.ringbench.model.Environment;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.TerminalText;
import dev.ringbench.platform.Platforms;
import dev.ringbench.platform.SensorPlatform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Claims, rerun. */
@Command(
    name = "run",
    description = {
      "Runs the plans of claims and gives a verdict on each.",
      "CONFIRMED, REFUTED, NOT CONFIRMED, DEPENDS ON a factor that was measured, UNITS (the published unit is wrong) or NOT TESTABLE HERE, with what is missing."
    })
final class ClaimsRunCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "ID",
      description =
          "An id of `ringbench claims list`, or a file of your own. Default: all that ship.")
  private List<String> names = List.of();

  @Option(
      names = "--documents",
      paramLabel = "DIR",
      description =
          "Directory of the documents that the plans write. A step whose document is in it is not run again. Default: beside the result document.")
  private Path documents;

  @Option(
      names = "--dry-run",
      description = "Print the commands of the plans, and what is missing for them. Run nothing.")
  private boolean dryRun;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Result document. Default: ringbench-claims-TIME.json in this directory.")
  private Path out;

  @Option(names = "--all", description = "Print the whole report, not its first screen.")
  private boolean all;

  @Mixin private ForceOption force;

  @Override
  public Integer call() {
    List<Claim> claims = Claims.find(names, new Plans());
    SensorPlatform platform = Platforms.current();
    PlanNeeds needs = PlanNeeds.of(platform);
    if (dryRun) {
      claims.forEach(claim -> plan(claim, needs));
      return 0;
    }
    Path path = RunOptions.path(out, "ringbench-claims-");
    OutputFile file =
        force
            .reading(names.stream().filter(Claims::isFile).map(Path::of).toArray(Path[]::new))
            .file("--out", path);
    Path directory = directory(documents == null ? beside(path) : documents);
    return measure(platform, claims, needs, file, directory);
  }

  private static void plan(Claim claim, PlanNeeds needs) {
    line(claim.id() + ": " + claim.title());
    List<String> missing = needs.missing(claim.needs());
    missing.forEach(what -> line("  missing: " + what));
    claim.steps().forEach(step -> line("  " + step.text()));
  }

  private static void line(String text) {
    System.out.println(TerminalText.line(text));
  }

  private static Path beside(Path path) {
    String name = path.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return path.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + "-documents");
  }

  /** One that nobody else may write to, for what is in it is taken for measured. */
  private static Path directory(Path given) {
    try {
      return PrivateDirectory.keep(given);
    } catch (IOException e) {
      throw RingbenchException.badInput(
          "--documents "
              + given
              + ": cannot be made ("
              + e.getMessage()
              + "). Name a directory in one that you may write.",
          e);
    }
  }

  private int measure(
      SensorPlatform platform,
      List<Claim> claims,
      PlanNeeds needs,
      OutputFile file,
      Path directory) {
    Environment environment = platform.machine().environment();
    try (ChildStep steps = new ChildStep(RunProgress::showLine)) {
      ClaimsRun run =
          new ClaimsRun(
              new ClaimsRun.About(
                  Version.text(),
                  now(),
                  platform.machine().emulated(),
                  environment,
                  platform.machine().warnings(environment)),
              claims,
              needs,
              steps,
              directory);
      GrowingDocument document =
          new GrowingDocument(
              file,
              whyPartial -> ClaimsDocument.FORM.content(run.document(whyPartial, now())),
              () -> {});
      try (document) {
        run.run(
            line -> {
              document.stayWhenEnding();
              RunProgress.showLine(line);
            },
            document::save);
        document.finish(null);
      }
      RunProgress.showLine("");
      Terminal.show(new ClaimsReading(document.writtenTo(), run.document(null, now())), all);
      return document.exitCode();
    }
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
