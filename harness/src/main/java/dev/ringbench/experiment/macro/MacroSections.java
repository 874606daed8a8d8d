// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.macro;

import dev.ringbench.document.Head;
import dev.ringbench.document.Provenance;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Sensor;
import dev.ringbench.section.Column;
import dev.ringbench.section.Section;
import dev.ringbench.section.Table;
import dev.ringbench.stats.Interval;
import dev.ringbench.stats.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.apache.commons.statistics.descriptive.Median;

/** How much slower programs are with each sensor, in sections. */
final class MacroSections {
  private static final String WITHOUT = "none";
  private static final String NOT_RUN = "-";

  private final Head head;
  private final MacroDocument document;
  private final SlowDowns slowDowns;

  MacroSections(Head head, MacroDocument document) {
    this.head = head;
    this.document = document;
    this.slowDowns = new SlowDowns(document);
  }

  /** All that there is to say. */
  List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    sections.add(Section.of("What this run was", about()));
    document.workloads().forEach(workload -> sections.add(workload(workload)));
    sections.add(Section.of("How to read it", legend()));
    sections.add(Section.of("What could not be run here", notRun()));
    return Section.shown(sections);
  }

  /** A line for each sensor, a column for each program. */
  Section together() {
    List<Column> columns = new ArrayList<>(List.of(Column.text("sensor")));
    document.workloads().forEach(workload -> columns.add(Column.number(workload)));
    List<List<String>> rows = new ArrayList<>();
    for (Sensor sensor : document.sensors()) {
      List<String> row = new ArrayList<>(List.of(sensor.id()));
      document.workloads().forEach(workload -> row.add(slowDown(workload, sensor)));
      if (row.stream().skip(1).anyMatch(cell -> !cell.equals(NOT_RUN))) {
        rows.add(row);
      }
    }
    return Section.of(
        "Slow-down of each program",
        Table.of(columns, rows),
        List.of(
            "No sign: significant; = equivalent to no sensor, within 5 %; ~ undecided. The whole report"
                + " has the intervals."));
  }

  private String slowDown(String workload, Sensor sensor) {
    List<MacroSample> good = SlowDowns.good(slowDowns.samples(workload, sensor.id()));
    if (good.isEmpty()) {
      return NOT_RUN;
    }
    if (sensor.id().equals(WITHOUT)) {
      return String.format(Locale.ROOT, "%.0f ms", median(good, MacroSample::elapsedMs));
    }
    return slowDowns
        .growth(workload, sensor, MacroSample::elapsedMs)
        .map(
            ratio ->
                String.format(
                        Locale.ROOT,
                        "%+.0f %% %s",
                        100 * (ratio.estimate() - 1),
                        slowDowns.mark(workload, ratio, MacroSample::elapsedMs).sign())
                    .strip())
        .orElse("?");
  }

  private List<String> about() {
    return Provenance.sentences(
        head, document.rounds() + " rounds", document.seed(), document.warnings());
  }

  private static List<String> legend() {
    return List.of(
        "slow-down: of the wall-clock time, paired with a run without a sensor right before or after it. No sign: significant. = equivalent: the whole interval lies within 5 %. ~ undecided: the interval allows no effect, or the placebo shows as much. Sensors watch all opens of the machine (the process connector: all execs); fanotify watches the tree, seccomp and ptrace watch the programs and their children.",
        "sensor CPU: CPU time of the sensor's process, as a share of the run's time. stolen: growth of the programs' own CPU time. events, reported lost: per run. Loss without a report is unknown, because programs keep no count.");
  }

  private static double median(List<MacroSample> samples, ToDoubleFunction<MacroSample> figure) {
    return Median.withDefaults()
        .evaluate(
            samples.stream()
                .filter(sample -> sample.reason() == null)
                .mapToDouble(figure)
                .toArray());
  }

  private String grown(String workload, Sensor sensor, ToDoubleFunction<MacroSample> figure) {
    return slowDowns
        .growth(workload, sensor, figure)
        .map(ratio -> percent(ratio, slowDowns.mark(workload, ratio, figure)))
        .orElse("?");
  }

  private static String percent(Interval ratio, Mark mark) {
    if (Double.isNaN(ratio.low())) {
      return String.format(Locale.ROOT, "%+.1f %% [?]", 100 * (ratio.estimate() - 1));
    }
    return String.format(
        Locale.ROOT,
        "%+.1f %% [%+.1f, %+.1f]%s",
        100 * (ratio.estimate() - 1),
        100 * (ratio.low() - 1),
        100 * (ratio.high() - 1),
        mark.sign().isEmpty() ? "" : " " + mark.sign());
  }

  private Section workload(String workload) {
    List<List<String>> rows = new ArrayList<>();
    for (Sensor sensor : document.sensors()) {
      List<MacroSample> samples = slowDowns.samples(workload, sensor.id());
      if (samples.isEmpty()) {
        continue;
      }
      List<MacroSample> good = SlowDowns.good(samples);
      if (good.isEmpty()) {
        rows.add(List.of(sensor.id(), "-", "failed: " + samples.get(0).reason(), "", "", "", ""));
        continue;
      }
      boolean baseline = sensor.id().equals(WITHOUT);
      boolean reports = sensor.reports();
      long events = good.stream().mapToLong(MacroSample::events).sum();
      boolean unknown = good.stream().anyMatch(sample -> sample.lost() == null);
      long lost =
          good.stream().mapToLong(sample -> sample.lost() == null ? 0 : sample.lost()).sum();
      rows.add(
          List.of(
              sensor.id(),
              samples.get(0).handoff() == Handoff.NONE ? "-" : samples.get(0).handoff().toString(),
              baseline
                  ? String.format(Locale.ROOT, "%.0f ms", median(good, MacroSample::elapsedMs))
                  : grown(workload, sensor, MacroSample::elapsedMs),
              baseline
                  ? String.format(Locale.ROOT, "%.0f ms", median(good, MacroSample::cpuMs))
                  : grown(workload, sensor, MacroSample::cpuMs),
              reports
                  ? String.format(
                      Locale.ROOT,
                      "%.1f %%",
                      median(good, sample -> 100 * sample.sensorCpuMs() / sample.elapsedMs()))
                  : "-",
              reports ? String.format(Locale.ROOT, "%,d", events / good.size()) : "-",
              !reports
                  ? "-"
                  : unknown
                      ? "some"
                      : String.format(Locale.ROOT, "%,d", (lost + good.size() - 1) / good.size())));
    }
    return Section.of(
        workload,
        Table.of(
            List.of(
                Column.text("sensor"),
                Column.text("hand-off").droppedAs(2),
                Column.number("slow-down [95 %]"),
                Column.number("stolen [95 %]"),
                Column.number("sensor CPU"),
                Column.number("events").droppedAs(1),
                Column.number("reported lost")),
            rows),
        failures(workload));
  }

  /** What is missing is not the fastest. */
  private List<String> failures(String workload) {
    List<String> sentences = new ArrayList<>();
    for (Sensor sensor : document.sensors()) {
      List<MacroSample> samples = slowDowns.samples(workload, sensor.id());
      List<MacroSample> failed =
          samples.stream().filter(sample -> sample.reason() != null).toList();
      if (!failed.isEmpty()) {
        sentences.add(
            String.format(
                Locale.ROOT,
                "%s: %d of %d runs failed (%s). The figures are of the others, and too good if a failed run took too long.",
                sensor.id(),
                failed.size(),
                samples.size(),
                failed.get(0).reason()));
      }
    }
    return sentences;
  }

  private List<String> notRun() {
    List<String> sentences = new ArrayList<>(document.missing());
    document.availability().stream()
        .filter(tried -> !tried.available())
        .forEach(
            tried ->
                sentences.add(tried.cell() + ": " + tried.reason() + "; " + tried.remedy() + "."));
    return sentences;
  }
}
