// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.experiment.visibility.FormFacts;
import dev.ringbench.model.Placement;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.SensorPlatform;
import dev.ringbench.subject.Subject;
import dev.ringbench.subject.Subjects;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which forms are done before which sensors, here or in a guest. */
final class VisibilityOptions {
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

  /** Tries of a form. */
  int tries() {
    return quick ? 1 : tries;
  }

  /** Tries of a race. */
  int raceTries() {
    return quick ? QUICK_RACE_TRIES : raceTries;
  }

  /**
   * What can be found wrong before anything starts.
   *
   * @throws RingbenchException bad input
   */
  void check(SensorPlatform platform, List<FormFacts> known) {
    forms(known);
    sensors(platform);
    subjects(platform);
    requireTries("--tries", tries);
    requireTries("--race-tries", raceTries);
  }

  /** Real sensors that were named. */
  List<Subject> subjects(SensorPlatform platform) {
    return SubjectOptions.chosen(platform, subjectNames);
  }

  /** Descriptions that are read. */
  Path[] files() {
    return subjectNames.stream().filter(Subjects::isFile).map(Path::of).toArray(Path[]::new);
  }

  /** The same as they were given, for the command in a guest. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    GuestTiming.addAll(arguments, "--sensors", sensorNames);
    GuestTiming.addAll(arguments, "--subject", subjectNames);
    GuestTiming.addAll(arguments, "--forms", formNames);
    GuestTiming.add(arguments, "--tries", tries());
    GuestTiming.add(arguments, "--race-tries", raceTries());
    return arguments;
  }

  private static void requireTries(String option, int given) {
    if (given < 1 || given > MOST_TRIES) {
      throw RingbenchException.badInput(option + " " + given + ": use 1 to 64.");
    }
  }

  /** Those that were named, all without a name. */
  List<FormFacts> forms(List<FormFacts> known) {
    if (formNames.isEmpty() || formNames.contains(ALL)) {
      return known;
    }
    Names.chosen("--forms", "form", formNames, known, FormFacts::id, "--list shows all.");
    return known.stream().filter(form -> formNames.contains(form.id())).toList();
  }

  /** Those that were named, all without a name. */
  List<Sensor> sensors(SensorPlatform platform) {
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
    return Names.chosen(
        "--sensors", "sensor", sensorNames, able, Sensor::id, "Baselines and floors see nothing.");
  }
}
