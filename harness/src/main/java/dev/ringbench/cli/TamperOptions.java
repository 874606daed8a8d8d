// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.experiment.tamper.AttackFacts;
import dev.ringbench.experiment.tamper.measure.TamperRun;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.SensorPlatform;
import dev.ringbench.subject.Subject;
import dev.ringbench.subject.Subjects;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Which attacks are done to which sensors, here or in a guest. */
final class TamperOptions {
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
      description =
          "Do only these attacks, such as T11 or T16a; `tamper --list` shows all. Default: all, and in a guest those that change the whole machine.")
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

  /** Trials of each attack on each sensor. */
  int repeats() {
    return repeats;
  }

  /**
   * What can be found wrong before anything starts.
   *
   * @throws RingbenchException bad input
   */
  void check(SensorPlatform platform, List<AttackFacts> known) {
    attacks(known);
    if (repeats < 1 || repeats > MOST_REPEATS) {
      throw RingbenchException.badInput("--repeats " + repeats + ": use 1 to 100.");
    }
    if (sensors(platform).isEmpty() && subjects(platform).isEmpty()) {
      throw RingbenchException.badInput(
          "--sensors none needs --subject: nobody is attacked otherwise.");
    }
  }

  /** Real sensors that were named. */
  List<Subject> subjects(SensorPlatform platform) {
    return SubjectOptions.chosen(platform, subjectNames);
  }

  /** Descriptions that are read. */
  Path[] files() {
    return subjectNames.stream().filter(Subjects::isFile).map(Path::of).toArray(Path[]::new);
  }

  /** Whether attacks were named. */
  boolean namesAttacks() {
    return !attackNames.isEmpty();
  }

  /** The same as they were given but for the attacks, for the command in a guest. */
  List<String> arguments(List<String> attacks) {
    List<String> arguments = new ArrayList<>();
    GuestTiming.addAll(arguments, "--sensors", sensorNames);
    GuestTiming.addAll(arguments, "--subject", subjectNames);
    GuestTiming.addAll(arguments, "--attacks", attacks);
    GuestTiming.add(arguments, "--repeats", repeats);
    return arguments;
  }

  /** Ids of those that were named; empty: all. */
  List<String> attacks(List<AttackFacts> known) {
    if (attackNames.isEmpty() || attackNames.contains(ALL)) {
      return List.of();
    }
    return Names.chosen(
            "--attacks", "attack", attackNames, known, AttackFacts::id, "--list shows all.")
        .stream()
        .map(AttackFacts::id)
        .toList();
  }

  /** Those that were named; without a name all that the catalogue knows. */
  List<Sensor> sensors(SensorPlatform platform) {
    List<Sensor> able = platform.sensors().all().stream().filter(TamperRun::isKnown).toList();
    if (sensorNames.equals(List.of(NONE))) {
      return List.of();
    }
    if (sensorNames.isEmpty() || sensorNames.contains(ALL)) {
      return able.stream().filter(sensor -> !VARIANTS.contains(sensor.id())).toList();
    }
    return Names.chosen(
        "--sensors",
        "sensor",
        sensorNames,
        able,
        Sensor::id,
        "tamper knows: " + able.stream().map(Sensor::id).collect(Collectors.joining(", ")) + ".");
  }
}
