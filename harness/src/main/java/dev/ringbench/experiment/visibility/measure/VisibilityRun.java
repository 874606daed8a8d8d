// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.visibility.measure;

import dev.ringbench.document.DocumentJson;
import dev.ringbench.experiment.visibility.Asked;
import dev.ringbench.experiment.visibility.AskedSubject;
import dev.ringbench.experiment.visibility.FormFacts;
import dev.ringbench.experiment.visibility.SightCell;
import dev.ringbench.experiment.visibility.VisibilityDocument;
import dev.ringbench.experiment.visibility.Watch;
import dev.ringbench.model.Environment;
import dev.ringbench.model.Mode;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.Forms;
import dev.ringbench.platform.SensorException;
import dev.ringbench.platform.SensorPlatform;
import dev.ringbench.subject.Subject;
import dev.ringbench.subject.running.SubjectBench;
import dev.ringbench.subject.running.SubjectFailure;
import dev.ringbench.subject.running.Versions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Does forms beside sensors: one start of a sensor for each operation and question. Nothing is
 * timed, so the order is that of the lists.
 */
public final class VisibilityRun {
  private static final int LETTERS = 36;

  private static final String NO_BASELINE = "none";

  private final SensorPlatform machine;
  private final Forms platform;
  private final Settings settings;
  private final List<Sensor> sensors;
  private final List<Subject> subjects;
  private final List<AskedSubject> asked;
  private final List<FormFacts> forms;
  private final Environment environment;
  private final boolean emulated;
  private final List<String> warnings;
  private final Predictions predictions = Predictions.shipped();
  private final List<Watch> watches = new ArrayList<>();
  private final List<SightCell> cells = new ArrayList<>();

  /**
   * What to do.
   *
   * @param startedAt UTC, ISO 8601
   * @param tries of a form
   * @param raceTries of a form that is a race
   * @param allowResidue whether sensors may leave something behind
   */
  public record Settings(
      String version, String startedAt, int tries, int raceTries, boolean allowResidue) {}

  /** {@code sensors}, {@code subjects}: those to ask; {@code forms}: see {@link #known}. */
  public VisibilityRun(
      SensorPlatform platform,
      Settings settings,
      List<Sensor> sensors,
      List<Subject> subjects,
      List<FormFacts> forms) {
    this.machine = platform;
    this.platform = platform.forms();
    this.subjects = List.copyOf(subjects);
    this.asked =
        subjects.stream()
            .map(
                subject ->
                    new AskedSubject(
                        subject.id(), subject.title(), Versions.of(subject), subject.sha256()))
            .toList();
    this.settings = settings;
    this.sensors =
        Stream.concat(sensors.stream(), subjects.stream().map(VisibilityRun::described)).toList();
    this.forms = List.copyOf(forms);
    this.environment = platform.machine().environment();
    this.emulated = platform.machine().emulated();
    this.warnings = platform.machine().warnings(environment);
  }

  /** All forms that there are, without the canaries. */
  public static List<FormFacts> known(Forms platform) {
    return platform.list().stream()
        .map(line -> DocumentJson.mapper().readTree(line))
        .filter(form -> !form.get("canary").asBoolean())
        .map(VisibilityRun::facts)
        .toList();
  }

  private static FormFacts facts(JsonNode form) {
    return new FormFacts(
        form.get("id").asString(),
        form.get("title").asString(),
        Arrays.stream(Operation.values())
            .filter(operation -> operation.toString().equals(form.get("operation").asString()))
            .findFirst()
            .orElseThrow(),
        form.get("race").asBoolean(),
        form.get("root").asBoolean());
  }

  /** A row of its own among our sensors. */
  private static Sensor described(Subject subject) {
    return new Sensor(
        subject.id(),
        subject.placement(),
        subject.mode(),
        subject.mechanism(),
        "",
        NO_BASELINE,
        null,
        true,
        false,
        null,
        List.copyOf(subject.operations().keySet()),
        subject.merges() ? Boolean.TRUE : null,
        null,
        null,
        null,
        null,
        null, // who dies how is a question of `run --subject --faults`
        List.of());
  }

  /**
   * Does all; {@code after} each start of a sensor.
   *
   * @param files an existing directory of ours, for what subjects write
   */
  public void measure(Path files, Consumer<String> before, Runnable after) {
    measureOurs(before, after);
    if (!subjects.isEmpty()) {
      measureSubjects(files, before, after);
    }
  }

  private void measureSubjects(Path files, Consumer<String> before, Runnable after) {
    Path directory = platform.place(files);
    try (SubjectBench bench =
        new SubjectBench(
            machine.loadBenches().open(directory),
            machine.subjects(),
            directory.resolve(Forms.TARGETS),
            files,
            new Random().nextLong())) {
      SubjectSight sight = new SubjectSight(bench, platform, directory);
      for (Subject subject : subjects) {
        for (Operation operation : subject.operations().keySet()) {
          if (forms.stream().anyMatch(form -> form.operation() == operation)) {
            before.accept(subject.id() + ", " + operation + ", what it names");
            watch(sight, subject, operation);
            after.run();
          }
        }
      }
    }
  }

  private void watch(SubjectSight sight, Subject subject, Operation operation) {
    List<FormFacts> own = forms.stream().filter(form -> form.operation() == operation).toList();
    WatchGrading grading = WatchGrading.of(subject, operation, predictions);
    String run = run();
    try {
      SubjectSight.Seen seen =
          sight.watch(subject, ask(subject.id(), operation, Asked.NAMES, own, run));
      List<Attempt> attempts = Attempt.parse(seen.journal());
      SightGrading events =
          new SightGrading(
              operation,
              run,
              new SubjectLines(subject, operation, run, attempts).events(seen.printed()));
      Watch watch = grading.watch(events, attempts, seen.lost(), false);
      add(watch, watch.measured() ? grading.cells(events, attempts, own) : List.of());
    } catch (SubjectFailure e) {
      add(grading.refused(e.getMessage(), e.remedy()), List.of());
    }
  }

  private static String run() {
    return "rb" + letters(new Random().nextInt(LETTERS * LETTERS));
  }

  private Forms.Ask ask(
      String sensor, Operation operation, Asked asked, List<FormFacts> own, String run) {
    return new Forms.Ask(
        sensor,
        operation,
        asked == Asked.REFUSES,
        own.stream().map(FormFacts::id).toList(),
        settings.tries(),
        settings.raceTries(),
        run);
  }

  private void measureOurs(Consumer<String> before, Runnable after) {
    for (Sensor sensor : sensors) {
      if (asked.stream().anyMatch(subject -> subject.sensor().equals(sensor.id()))) {
        continue;
      }
      for (Operation operation : Operation.values()) {
        if (forms.stream().noneMatch(form -> form.operation() == operation)
            || !sensor.watches(operation)) {
          continue;
        }
        for (Asked question : questions(sensor)) {
          before.accept(
              "%s, %s, %s"
                  .formatted(
                      sensor.id(),
                      operation,
                      question == Asked.NAMES ? "what it names" : "what it refuses"));
          watch(sensor, operation, question);
          after.run();
        }
      }
    }
  }

  private static List<Asked> questions(Sensor sensor) {
    return sensor.mode() == Mode.AUTH ? List.of(Asked.values()) : List.of(Asked.NAMES);
  }

  private void watch(Sensor sensor, Operation operation, Asked asked) {
    List<FormFacts> own = forms.stream().filter(form -> form.operation() == operation).toList();
    if (sensor.residue() != null && !settings.allowResidue()) {
      add(
          new WatchGrading(sensor.id(), operation, asked, predictions)
              .refused(
                  "it leaves behind " + sensor.residue(),
                  "use a machine that may be rebooted, with --allow-residue"),
          List.of());
      return;
    }
    WatchGrading grading = new WatchGrading(sensor.id(), operation, asked, predictions);
    String run = run();
    try {
      Forms.Watched watched = platform.watch(ask(sensor.id(), operation, asked, own, run));
      if (watched.reason() != null) {
        add(grading.refused(watched.reason(), watched.remedy()), List.of());
        return;
      }
      Watch watch = grading.watch(watched, run);
      add(watch, watch.measured() ? grading.cells(watched, run, own) : List.of());
    } catch (SensorException e) {
      add(grading.refused(e.getMessage(), e.remedy()), List.of());
    }
  }

  private static String letters(int number) {
    return Integer.toString(LETTERS * LETTERS + number, LETTERS).substring(1);
  }

  private synchronized void add(Watch watch, List<SightCell> of) {
    watches.add(watch);
    cells.addAll(of);
  }

  /**
   * Everything so far.
   *
   * @param whyPartial null: it is all
   * @param finishedAt null: it is not finished
   */
  public synchronized VisibilityDocument document(String whyPartial, String finishedAt) {
    return new VisibilityDocument(
        null,
        VisibilityDocument.SCHEMA_VERSION,
        settings.version(),
        whyPartial == null ? "complete" : "partial",
        whyPartial,
        settings.startedAt(),
        whyPartial == null ? finishedAt : null,
        settings.tries(),
        settings.raceTries(),
        emulated,
        environment,
        warnings,
        sensors,
        asked,
        predictions.points(),
        forms,
        watches,
        cells);
  }
}
