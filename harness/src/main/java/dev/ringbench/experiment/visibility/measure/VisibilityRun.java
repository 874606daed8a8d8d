// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.visibility.measure;

import dev.ringbench.document.DocumentJson;
import dev.ringbench.experiment.visibility.Asked;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * Does forms beside sensors: one start of a sensor for each operation and question. Nothing is
 * timed, so the order is that of the lists.
 */
public final class VisibilityRun {
  private static final int LETTERS = 36;

  private final Forms platform;
  private final Settings settings;
  private final List<Sensor> sensors;
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

  /** {@code sensors}: those to ask; {@code forms}: see {@link #known}. */
  public VisibilityRun(
      SensorPlatform platform, Settings settings, List<Sensor> sensors, List<FormFacts> forms) {
    this.platform = platform.forms();
    this.settings = settings;
    this.sensors = List.copyOf(sensors);
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

  /** Does all; {@code after} each start of a sensor. */
  public void measure(Consumer<String> before, Runnable after) {
    for (Sensor sensor : sensors) {
      for (Operation operation : Operation.values()) {
        if (forms.stream().noneMatch(form -> form.operation() == operation)
            || !sensor.watches(operation)) {
          continue;
        }
        for (Asked asked : questions(sensor)) {
          before.accept(
              "%s, %s, %s"
                  .formatted(
                      sensor.id(),
                      operation,
                      asked == Asked.NAMES ? "what it names" : "what it refuses"));
          watch(sensor, operation, asked);
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
    String run = "rb" + letters(new Random().nextInt(LETTERS * LETTERS));
    try {
      Forms.Watched watched =
          platform.watch(
              new Forms.Ask(
                  sensor.id(),
                  operation,
                  asked == Asked.REFUSES,
                  own.stream().map(FormFacts::id).toList(),
                  settings.tries(),
                  settings.raceTries(),
                  run));
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
        predictions.points(),
        forms,
        watches,
        cells);
  }
}
