// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.figure.Metric;
import dev.ringbench.figure.Numbers;
import dev.ringbench.figure.Row;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Environment;
import dev.ringbench.model.Operation;
import dev.ringbench.section.Column;
import dev.ringbench.section.Section;
import dev.ringbench.section.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The report of a run: what it was, what it showed, its tables, and what to know before. */
final class RunSections {
  private static final List<Column> FLOORS =
      List.of(Column.text("what"), Column.text("hand-off"), Column.number("median [95 %]"));

  private final RunFigures figures;
  private final boolean counted;

  RunSections(RunFigures figures) {
    this.figures = figures;
    this.counted = !figures.document().instructionCounts().isEmpty();
  }

  /** In the order of reading. */
  List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    sections.add(Section.of("What this run was", about()));
    sections.add(Section.of("What this machine showed", new RunFindings(figures).sentences()));
    for (Operation operation : figures.document().run().operations()) {
      sections.add(operation(operation));
    }
    rules(sections);
    if (!counted) {
      sections.add(floors());
    }
    sections.add(Section.ofReasons("Not available here", unavailable()));
    sections.add(Section.of("Before you trust it", RunWarnings.of(figures)));
    return Section.shown(sections);
  }

  private List<String> about() {
    RunDocument document = figures.document();
    RunDocument.Run run = document.run();
    Environment environment = document.environment();
    List<String> about = new ArrayList<>();
    about.add(
        String.format(
            Locale.ROOT,
            "Ringbench %s, profile %s, %s, %s to %s, %s.",
            document.version(),
            run.profile(),
            size(run),
            run.startedAt(),
            run.finishedAt(),
            run.status().toString().toLowerCase(Locale.ROOT)));
    about.add(
        String.format(
            "%s, kernel %s, hypervisor %s, clock %s.",
            environment.cpu().model(),
            environment.kernel().release(),
            environment.machine().hypervisor(),
            environment.machine().clockSource()));
    steady().map(Steadiness::sentence).forEach(about::add);
    if (run.precision() != null) {
      about.add(Precision.of(document, run.precision()).sentence(run.precision(), run.forks()));
    }
    return about;
  }

  private Stream<Steadiness> steady() {
    return figures.document().run().operations().stream()
        .flatMap(operation -> Steadiness.of(figures.document(), operation).stream())
        .filter(Steadiness::isSteady);
  }

  private String size(RunDocument.Run run) {
    return counted
        ? run.forks() + (run.forks() == 1 ? " boot" : " boots")
        : (run.sessionCount() == 1 ? "" : run.sessionCount() + " sessions, ")
            + "%d forks x %d rounds, seed %d".formatted(run.forks(), run.rounds(), run.seed());
  }

  private Section operation(Operation operation) {
    return counted
        ? Section.of(
                operation + ", guest instructions",
                new InstructionTable(figures, operation).table())
            .led(
                figures.document().run().forks() > 1
                    ? List.of(InstructionTable.LEFT_OUT, InstructionTable.BOOTS)
                    : List.of(InstructionTable.LEFT_OUT))
        : Section.of(
                operation.toString(), new SensorTable(figures, operation).table(), modes(operation))
            .led(lead(operation));
  }

  private List<String> lead(Operation operation) {
    return figures
        .noiseFloor(operation, BlockValue.COST_P50)
        .map(
            floor ->
                "Added latency against "
                    + (hasIdleConsumers()
                        ? "no sensor, of a sensor with a process against an idle process with the same"
                            + " hand-off"
                        : "no sensor")
                    + ", paired by round, with 95 % intervals of "
                    + scope()
                    + "; "
                    + Numbers.noise(floor)
                    + ". No sign: significant; = equivalent to no sensor, within 5 %; ~ undecided.")
        .stream()
        .toList();
  }

  private boolean hasIdleConsumers() {
    return figures.document().sensors().stream()
        .anyMatch(sensor -> sensor.consumer() && !sensor.reports());
  }

  /** Of what an interval tells. */
  private String scope() {
    int sessions = figures.document().run().sessionCount();
    return sessions == 1 ? "this run" : "this machine, over " + sessions + " sessions";
  }

  /** Where a median alone would mislead. */
  private List<String> modes(Operation operation) {
    List<String> sentences = new ArrayList<>();
    sentences.add(
        "The latency of these rows has two modes, and the median describes only one of them. Read the mean.");
    figures.document().availability().stream()
        .filter(tried -> tried.available() && tried.cell().operation() == operation)
        .map(Availability::cell)
        .forEach(
            cell ->
                figures
                    .modes(cell)
                    .ifPresent(
                        modes -> sentences.add(new ModesSentence(figures, cell, modes).text())));
    return sentences.size() == 1 ? List.of() : sentences;
  }

  private void rules(List<Section> sections) {
    RuleCosts costs = new RuleCosts(figures);
    if (!costs.any()) {
      return;
    }
    for (Operation operation : figures.document().run().operations()) {
      sections.add(
          Section.of(
              operation + ", added p50 by number of rules",
              new RulesTable(figures, costs, operation).table()));
    }
    sections.add(Section.of("Where the kernel's advantage ends", costs.breakEvens()));
  }

  private Section floors() {
    List<List<String>> rows = new ArrayList<>();
    for (Row row : figures.rows()) {
      boolean ratio = row.metric() == Metric.RATIO_TO_BARE;
      if (row.metric() == Metric.TIME || ratio) {
        rows.add(
            List.of(
                ratio ? row.sensor() + " against its bare C loop" : row.sensor(),
                row.handoff().toString(),
                !row.hasValue()
                    ? "unavailable: " + row.reason()
                    : ratio ? Numbers.ratio(row) : Numbers.measured(row)));
      }
    }
    return Section.of("Floors and the instrument itself", Table.of(FLOORS, rows));
  }

  private List<Section.Reason> unavailable() {
    return figures.document().availability().stream()
        .filter(tried -> !tried.available())
        .map(
            tried ->
                new Section.Reason(tried.cell().toString(), tried.reason() + "; " + tried.remedy()))
        .toList();
  }
}
