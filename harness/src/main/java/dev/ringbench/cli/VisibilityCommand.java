// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.experiment.visibility.FormFacts;
import dev.ringbench.experiment.visibility.VisibilityDocument;
import dev.ringbench.experiment.visibility.VisibilityReading;
import dev.ringbench.experiment.visibility.measure.VisibilityRun;
import dev.ringbench.files.OutputFile;
import dev.ringbench.measure.RunLock;
import dev.ringbench.model.Nearest;
import dev.ringbench.model.Placement;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.MachineChanges;
import dev.ringbench.platform.Platforms;
import dev.ringbench.platform.SensorPlatform;
import dev.ringbench.subject.Subject;
import dev.ringbench.subject.Subjects;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
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
  private static final int MOST_TRIES = 64;
  private static final int QUICK_RACE_TRIES = 10;
  private static final String ALL = "all";

  @Option(
      names = "--sensors",
      split = ",",
      paramLabel = "ID",
      description =
          "Ask only these sensors; `ringbench list` shows all. Default: all, and none with --subject.")
  private List<String> sensorNames = List.of();

  @Option(
      names = "--subject",
      split = ",",
      paramLabel = "NAME",
      description =
          "Ask these real sensors: names of `ringbench subject list`, files of your own, or `all`. With `--sensors all` beside all of ours.")
  private List<String> subjectNames = List.of();

  @Option(
      names = "--forms",
      split = ",",
      paramLabel = "ID",
      description = "Do only these forms, such as V07 or X06; --list shows all. Default: all.")
  private List<String> formNames = List.of();

  @Option(
      names = "--tries",
      defaultValue = "3",
      paramLabel = "N",
      description = "Tries of a form, 1 to 64. Default: 3.")
  private int tries;

  @Option(
      names = "--race-tries",
      defaultValue = "50",
      paramLabel = "N",
      description = "Tries of a form whose result is a matter of time, 1 to 64. Default: 50.")
  private int raceTries;

  @Option(names = "--quick", description = "Try each form once, and races 10 times.")
  private boolean quick;

  @Option(names = "--list", description = "Only list the forms.")
  private boolean list;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Result document. Default: ringbench-visibility-TIME.json in this directory.")
  private Path out;

  @Option(names = "--all", description = "Print the whole report, not its first screen.")
  private boolean all;

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
    List<FormFacts> forms = forms(known);
    List<Sensor> sensors = sensors(platform);
    List<Subject> subjects = SubjectOptions.chosen(platform, subjectNames);
    requireTries("--tries", tries);
    requireTries("--race-tries", raceTries);
    Path[] read = subjectNames.stream().filter(Subjects::isFile).map(Path::of).toArray(Path[]::new);
    OutputFile file =
        force.reading(read).file("--out", RunOptions.path(out, "ringbench-visibility-"));
    return RunLock.holding(
        () -> {
          Leftovers.remove(platform.changes(), System.err);
          return measure(platform, sensors, subjects, forms, file);
        });
  }

  private static void requireTries(String option, int given) {
    if (given < 1 || given > MOST_TRIES) {
      throw RingbenchException.badInput(option + " " + given + ": use 1 to 64.");
    }
  }

  private List<FormFacts> forms(List<FormFacts> known) {
    if (formNames.isEmpty() || formNames.contains(ALL)) {
      return known;
    }
    List<String> ids = known.stream().map(FormFacts::id).toList();
    for (String name : formNames) {
      if (!ids.contains(name)) {
        throw RingbenchException.badInput(
            "--forms: " + Nearest.unknown("form", name, ids) + " --list shows all.");
      }
    }
    return known.stream().filter(form -> formNames.contains(form.id())).toList();
  }

  private List<Sensor> sensors(SensorPlatform platform) {
    List<Sensor> able =
        platform.sensors().all().stream()
            .filter(
                sensor ->
                    sensor.placement() != Placement.BASELINE
                        && sensor.placement() != Placement.FLOOR)
            .toList();
    if (sensorNames.contains(ALL) || (sensorNames.isEmpty() && subjectNames.isEmpty())) {
      return able;
    }
    List<String> ids = able.stream().map(Sensor::id).toList();
    List<Sensor> chosen = new ArrayList<>();
    for (String name : sensorNames) {
      if (!ids.contains(name)) {
        throw RingbenchException.badInput(
            "--sensors: "
                + Nearest.unknown("sensor", name, ids)
                + " Baselines and floors see nothing.");
      }
      chosen.add(able.get(ids.indexOf(name)));
    }
    return chosen.stream().distinct().toList();
  }

  private int measure(
      SensorPlatform platform,
      List<Sensor> sensors,
      List<Subject> subjects,
      List<FormFacts> forms,
      OutputFile file) {
    Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Watchers.name(platform.machine().environment(), System.err);
    VisibilityRun run =
        new VisibilityRun(
            platform,
            new VisibilityRun.Settings(
                Version.text(),
                started.toString(),
                quick ? 1 : tries,
                quick ? QUICK_RACE_TRIES : raceTries,
                residue.allowed()),
            sensors,
            subjects,
            forms);
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
            RunProgress.showLine(line);
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
