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

  private static final int MOST_CHARACTERS = 150;
  private static final int MOST_OF_A_NAME = 40;
  private static final String DOTS = " ...";

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
    sections.add(machine(reading.head(), null, ofThisMachine(reading.warnings())));
    sections.add(answers(reading));
    sections.add(main);
    // What was to be measured and was not; what cannot run here is in the whole report.
    reading.sections().stream()
        .filter(section -> section.title().equals(STOPPED))
        .forEach(sections::add);
    return Section.shown(sections);
  }

  static Section answers(Reading reading) {
    return Section.of("Answers", reading.answers().stream().map(Answer::sentence).toList());
  }

  /** Without what is said of its own on a first screen, or holds for each run on such a machine. */
  public static List<String> ofThisMachine(List<String> warnings) {
    return warnings.stream()
        .filter(warning -> SAID_ELSEWHERE.stream().noneMatch(warning::startsWith))
        .toList();
  }

  /**
   * What was measured on, whether it may be trusted, and who else watched it.
   *
   * @param noise whether small effects can be seen, a sentence; null: nothing to say
   * @param warnings the gravest first: that is shown, the others are counted
   */
  public static Section machine(Head head, String noise, List<String> warnings) {
    Environment environment = head.environment();
    List<String> sentences = new ArrayList<>();
    if (head.partialReason() != null) {
      sentences.add(
          "PARTIAL: "
              + shortened(head.partialReason())
              + ". Figures rest on less than was planned.");
    }
    if (noise != null) {
      sentences.add(noise);
    }
    if (!warnings.isEmpty()) {
      sentences.add(warning(warnings));
    }
    sentences.add(watchers(environment.watchers()));
    return Section.of(
        String.format(
            Locale.ROOT,
            "This machine: %s, %s, Linux %s%s",
            environment.cpu().model(),
            cpus(environment.cpu().onlineCount()),
            environment.kernel().release(),
            virtual(environment.machine().hypervisor())),
        sentences);
  }

  /** "2 warnings, first: BPF JIT is off (the whole report has both).": of one or more. */
  private static String warning(List<String> warnings) {
    String first = shortened(warnings.get(0).replaceFirst("\\.$", ""));
    return warnings.size() == 1
        ? "1 warning: " + first + "."
        : warnings.size() + " warnings, first: " + first + " (the whole report has all).";
  }

  /** At most two lines of a terminal; what is cut ends with dots. */
  public static String shortened(String text) {
    return shortened(text, MOST_CHARACTERS);
  }

  private static String shortened(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = text.lastIndexOf(' ', most - DOTS.length());
    return text.substring(0, end > 0 ? end : most - DOTS.length()) + DOTS;
  }

  /** "a, b and 3 more": the first names, and how many there are beside them. */
  public static String first(int most, List<String> names) {
    return names.size() <= most + 1
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, most)) + " and " + (names.size() - most) + " more";
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
            byReach
                .computeIfAbsent(watcher.reach(), key -> new ArrayList<>())
                .add(shortened(watcher.text(), MOST_OF_A_NAME)));
    return "Also watching: "
        + byReach.entrySet().stream()
            .map(of -> first(1, of.getValue()) + " (" + of.getKey().brief() + ")")
            .collect(Collectors.joining("; "))
        + ".";
  }
}
