// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.experiment.tamper.AttackFacts;
import dev.ringbench.experiment.tamper.TamperDocument;
import dev.ringbench.experiment.tamper.TamperReading;
import dev.ringbench.experiment.tamper.TamperTrial;
import dev.ringbench.experiment.tamper.measure.TamperRun;
import dev.ringbench.files.OutputFile;
import dev.ringbench.measure.RunLock;
import dev.ringbench.model.Nearest;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.MachineChanges;
import dev.ringbench.platform.Platforms;
import dev.ringbench.platform.SensorPlatform;
import dev.ringbench.render.TextReport;
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

/** What blinds sensors, and whether they tell. */
@Command(
    name = "tamper",
    description = {
      "Attacks sensors and shows what happens, who tells within 10 s and what comes back.",
      "Ten operations before, during and after each attack say what happened.",
      "Everything is done in mount name spaces and control groups of its own, and undone."
    })
final class TamperCommand implements Callable<Integer> {
  private static final int MOST_REPEATS = 100;
  private static final String ALL = "all";
  private static final String NONE = "none";

  /** Variants of one mechanism, which no attack tells apart. */
  private static final List<String> VARIANTS =
      List.of("fanotify-one-group", "fanotify-two-groups", "module-rust", "module-rust-fallible");

  @Option(
      names = "--sensors",
      split = ",",
      paramLabel = "ID",
      description =
          "Attack only these sensors of ours; `none`: no one. Default: all that tamper knows.")
  private List<String> sensorNames = List.of();

  @Option(
      names = "--attacks",
      split = ",",
      paramLabel = "ID",
      description = "Do only these attacks, such as T11 or T16a; --list shows all. Default: all.")
  private List<String> attackNames = List.of();

  @Option(
      names = "--subject",
      split = ",",
      paramLabel = "NAME",
      description =
          "Also attack these real sensors: names of `ringbench subject list`, files of your own, or `all`.")
  private List<String> subjectNames = List.of();

  @Option(
      names = "--repeats",
      defaultValue = "1",
      paramLabel = "N",
      description = "Trials of each attack on each sensor, 1 to 100. Default: 1.")
  private int repeats;

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
    List<String> attacks = attacks(known);
    List<Sensor> sensors = sensors(platform);
    if (repeats < 1 || repeats > MOST_REPEATS) {
      throw RingbenchException.badInput("--repeats " + repeats + ": use 1 to 100.");
    }
    List<Subject> subjects = SubjectOptions.chosen(platform, subjectNames);
    if (sensors.isEmpty() && subjects.isEmpty()) {
      throw RingbenchException.badInput(
          "--sensors none needs --subject: nobody is attacked otherwise.");
    }
    Path[] files =
        subjectNames.stream().filter(Subjects::isFile).map(Path::of).toArray(Path[]::new);
    OutputFile file = force.reading(files).file("--out", RunOptions.path(out, "ringbench-tamper-"));
    if (!platform.subjects().isRoot()) {
      throw RingbenchException.machine(
          "tamper attacks sensors as root does, in name spaces of its own. Run it as root.");
    }
    return RunLock.holding(
        () -> {
          Leftovers.remove(platform.changes(), System.err);
          return measure(platform, sensors, subjects, attacks, file);
        });
  }

  private List<String> attacks(List<AttackFacts> known) {
    if (attackNames.isEmpty() || attackNames.contains(ALL)) {
      return List.of();
    }
    List<String> ids = known.stream().map(AttackFacts::id).toList();
    for (String name : attackNames) {
      if (!ids.contains(name)) {
        throw RingbenchException.badInput(
            "--attacks: " + Nearest.unknown("attack", name, ids) + " --list shows all.");
      }
    }
    return attackNames;
  }

  private List<Sensor> sensors(SensorPlatform platform) {
    List<Sensor> able = platform.sensors().all().stream().filter(TamperRun::isKnown).toList();
    if (sensorNames.equals(List.of(NONE))) {
      return List.of();
    }
    if (sensorNames.isEmpty() || sensorNames.contains(ALL)) {
      return able.stream().filter(sensor -> !VARIANTS.contains(sensor.id())).toList();
    }
    List<String> ids = able.stream().map(Sensor::id).toList();
    List<Sensor> chosen = new ArrayList<>();
    for (String name : sensorNames) {
      if (!ids.contains(name)) {
        throw RingbenchException.badInput(
            "--sensors: "
                + Nearest.unknown("sensor", name, ids)
                + " tamper knows: "
                + String.join(", ", ids)
                + ".");
      }
      chosen.add(able.get(ids.indexOf(name)));
    }
    return chosen.stream().distinct().toList();
  }

  private int measure(
      SensorPlatform platform,
      List<Sensor> sensors,
      List<Subject> subjects,
      List<String> attacks,
      OutputFile file) {
    Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Watchers.name(platform.machine().environment(), System.err);
    TamperRun run =
        new TamperRun(
            platform,
            new TamperRun.Settings(
                Version.text(), started.toString(), repeats, residue.allowed(), wholeMachine),
            sensors,
            subjects,
            attacks);
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
            RunProgress.showLine(line);
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
