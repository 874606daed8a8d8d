// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects;

import dev.ringbench.section.Column;
import dev.ringbench.section.Section;
import dev.ringbench.section.Table;
import dev.ringbench.section.Texts;
import dev.ringbench.stats.ClopperPearson;
import dev.ringbench.stats.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;

/** What faults from outside did to subjects, and whether anybody said so. */
final class SubjectFaultSections {
  private static final double CONFIDENCE = 0.95;

  private final SubjectsDocument document;

  SubjectFaultSections(SubjectsDocument document) {
    this.document = document;
  }

  Section matrix() {
    Map<String, List<SubjectFault>> cells = new LinkedHashMap<>();
    List<String> sentences = new ArrayList<>();
    for (SubjectFault fault : document.faults()) {
      if (fault.outcome() != null) {
        cells.computeIfAbsent(place(fault), place -> new ArrayList<>()).add(fault);
      } else {
        sentences.add(
            place(fault)
                + ": not done"
                + (fault.reason() == null ? "" : ", " + fault.reason())
                + ".");
      }
    }
    if (!cells.isEmpty()) {
      sentences.add(legend());
    }
    return Section.of(
        "Faults from outside",
        Table.of(
            List.of(
                Column.text("subject"),
                Column.text("fault"),
                Column.text("predicted").droppedAs(1),
                Column.text("observed"),
                Column.number("longest call"),
                Column.number("events missing"),
                Column.number("unseen for").droppedAs(4),
                Column.number("back after").droppedAs(2),
                Column.text("what it said").droppedAs(3)),
            cells.values().stream().map(SubjectFaultSections::row).toList()),
        sentences.stream().distinct().toList());
  }

  private static String place(SubjectFault fault) {
    return fault.row() + ", " + fault.fault();
  }

  private String legend() {
    return "Each fault was done "
        + (document.faultRuns() == 1
            ? "once, so that a class is what happened, and no share"
            : document.faultRuns() + " times; shares of runs have 95 % bounds")
        + ". It lasted 2 s, while operations went on at an even rate. B1: no effect; B2: only the"
        + " sensor; B3: the workload. ! marks what placement and mode did not predict. unseen for:"
        + " the longest time in which the log names no operation that began. back after: from the"
        + " end of the fault, or from when its own supervisor had started it again, to the next"
        + " event. Of several runs: the longest call and times, the fewest and the most events.";
  }

  private static List<String> row(List<SubjectFault> runs) {
    SubjectFault usual = usual(runs);
    boolean predicted =
        usual.outcome().equals(usual.predicted())
            && usual.effects().equals(usual.predictedEffects());
    long alike = runs.stream().filter(run -> observed(run).equals(observed(usual))).count();
    return List.of(
        usual.row(),
        usual.fault().toString(),
        outcome(usual.predicted(), usual.predictedEffects()),
        observed(usual)
            + (runs.size() == 1 ? "" : share((int) alike, runs.size()))
            + (predicted ? "" : " !"),
        Texts.ns((double) runs.stream().mapToLong(SubjectFault::longestNs).max().orElse(0)),
        range(runs.stream().mapToLong(SubjectFault::missing))
            + String.format(Locale.ROOT, " of %,d", usual.issued() + usual.issuedAfter()),
        millis(runs.stream().mapToDouble(SubjectFault::unseenMs).max().orElse(0)),
        runs.stream().anyMatch(run -> run.recoveredMs() == null)
            ? "not seen"
            : millis(runs.stream().mapToDouble(SubjectFault::recoveredMs).max().orElse(0)),
        said(runs));
  }

  private static String share(int alike, int of) {
    Interval bounds = ClopperPearson.interval(alike, of, CONFIDENCE);
    return String.format(
        Locale.ROOT, " %d/%d [%.0f, %.0f] %%", alike, of, 100 * bounds.low(), 100 * bounds.high());
  }

  /** What came most often; of those that came as often, the worst. */
  private static SubjectFault usual(List<SubjectFault> runs) {
    Comparator<SubjectFault> often =
        Comparator.comparingLong(
            run -> runs.stream().filter(o -> observed(o).equals(observed(run))).count());
    return runs.stream().max(often.thenComparing(SubjectFault::outcome)).orElseThrow();
  }

  private static String said(List<SubjectFault> runs) {
    List<String> parts = new ArrayList<>();
    long restarts = runs.stream().mapToLong(SubjectFault::restarts).max().orElse(0);
    if (restarts > 0) {
      parts.add("its supervisor started it " + (restarts == 1 ? "again" : restarts + " times"));
    }
    runs.stream()
        .map(SubjectFault::told)
        .filter(Objects::nonNull)
        .findFirst()
        .ifPresent(parts::add);
    return parts.isEmpty() ? "nothing" : String.join("; ", parts);
  }

  private static String range(LongStream counts) {
    long[] all = counts.sorted().toArray();
    long least = all[0];
    long most = all[all.length - 1];
    return least == most
        ? String.format(Locale.ROOT, "%,d", least)
        : String.format(Locale.ROOT, "%,d to %,d", least, most);
  }

  private static String millis(double ms) {
    return String.format(Locale.ROOT, "%.0f ms", ms);
  }

  private static String observed(SubjectFault run) {
    return outcome(run.outcome(), run.effects());
  }

  private static String outcome(String outcome, List<String> effects) {
    return outcome + (effects.isEmpty() ? "" : " " + String.join(", ", effects));
  }
}
