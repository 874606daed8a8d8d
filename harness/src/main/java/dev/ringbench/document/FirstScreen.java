// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.document;

import dev.ringbench.model.Environment;
import dev.ringbench.model.Watcher;
import dev.ringbench.section.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The parts of a first screen that every kind of experiment has. */
public final class FirstScreen {
  /** The title of a section with rows that failed while they were measured. */
  public static final String STOPPED = "What stopped";

  private static final List<String> SAID_ELSEWHERE =
      List.of("clock source ", "this machine is a guest ", "also watching this machine");

  private FirstScreen() {}

  /** With the first table of the report. */
  static List<Section> of(Reading reading) {
    return of(
        reading,
        reading.sections().stream()
            .filter(section -> !section.table().isEmpty())
            .findFirst()
            .map(section -> Section.of(section.title(), section.table(), section.sentences()))
            .orElse(Section.of("", List.of())));
  }

  /** The machine, the answers, and {@code main}, the table that is asked for most. */
  public static List<Section> of(Reading reading, Section main) {
    List<Section> sections = new ArrayList<>();
    sections.add(Section.of("This machine", machine(reading.head(), null)));
    sections.add(Section.of("Answers", reading.answers().stream().map(Answer::sentence).toList()));
    sections.add(main);
    sections.add(Section.of("Before you trust it", ofThisMachine(reading.warnings())));
    // What was to be measured and was not; what cannot run here is in the whole report.
    reading.sections().stream()
        .filter(section -> section.title().equals(STOPPED))
        .forEach(sections::add);
    return Section.shown(sections);
  }

  /** Without what is said of its own on a first screen, or holds for each run on such a machine. */
  public static List<String> ofThisMachine(List<String> warnings) {
    return warnings.stream()
        .filter(warning -> SAID_ELSEWHERE.stream().noneMatch(warning::startsWith))
        .toList();
  }

  /**
   * What was measured on, and who else watched it.
   *
   * @param noise whether small effects can be seen, a sentence; null: nothing to say
   */
  public static List<String> machine(Head head, String noise) {
    Environment environment = head.environment();
    List<String> sentences = new ArrayList<>();
    sentences.add(
        String.format(
            Locale.ROOT,
            "%s, %s, Linux %s%s.",
            environment.cpu().model(),
            cpus(environment.cpu().onlineCount()),
            environment.kernel().release(),
            virtual(environment.machine().hypervisor())));
    if (head.partialReason() != null) {
      sentences.add(
          "PARTIAL: " + head.partialReason() + ". Figures rest on less than was planned.");
    }
    if (noise != null) {
      sentences.add(noise);
    }
    sentences.add(watchers(environment.watchers()));
    return sentences;
  }

  private static String cpus(Integer count) {
    return count == null ? "CPUs unknown" : count == 1 ? "1 CPU" : count + " CPUs";
  }

  private static String virtual(String hypervisor) {
    return hypervisor == null || hypervisor.equals("none")
        ? ""
        : ", a virtual machine (" + hypervisor + ")";
  }

  private static String watchers(List<Watcher> watchers) {
    if (watchers == null) {
      return "Who else watched this machine is not recorded by the earlier build that measured.";
    }
    if (watchers.isEmpty()) {
      return "Nobody else watches this machine, as far as this user may see.";
    }
    Map<Watcher.Reach, List<String>> byReach = new TreeMap<>();
    watchers.forEach(
        watcher ->
            byReach.computeIfAbsent(watcher.reach(), key -> new ArrayList<>()).add(watcher.text()));
    return "Also watching: "
        + byReach.entrySet().stream()
            .map(of -> String.join(", ", of.getValue()) + " (" + of.getKey().sentence() + ")")
            .collect(Collectors.joining("; "))
        + ".";
  }
}
