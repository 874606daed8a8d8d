// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.macro;

import static dev.ringbench.document.Rerun.command;
import static dev.ringbench.document.Rerun.handoffs;
import static dev.ringbench.document.Rerun.option;
import static dev.ringbench.document.Rerun.sensors;

import dev.ringbench.check.Check;
import dev.ringbench.document.Answer;
import dev.ringbench.document.Basis;
import dev.ringbench.document.FirstScreen;
import dev.ringbench.document.Head;
import dev.ringbench.document.Reading;
import dev.ringbench.document.SensorNote;
import dev.ringbench.document.Topic;
import dev.ringbench.figure.Figure;
import dev.ringbench.figure.Metric;
import dev.ringbench.figure.RowName;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import dev.ringbench.section.Chart;
import dev.ringbench.section.Section;
import dev.ringbench.stats.Interval;
import dev.ringbench.stats.Observation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is computed of a document of whole programs. */
public final class MacroReading implements Reading {
  /** See {@link dev.ringbench.document.Experiment#id}. */
  static final String KIND = "macro";

  private final Head head;
  private final MacroDocument document;
  private List<Figure> figures;

  /** {@code file}: where the document was read, or will be. */
  public MacroReading(Path file, MacroDocument document) {
    this.document = document;
    this.head =
        new Head(
            file,
            KIND,
            document.version(),
            document.startedAt(),
            null,
            document.environment(),
            document.emulated() ? Head.Clock.EMULATED : Head.Clock.TIMED,
            document.statusReason());
  }

  /** The document itself. */
  public MacroDocument document() {
    return document;
  }

  @Override
  public Head head() {
    return head;
  }

  @Override
  public Basis basis() {
    return Basis.of(head);
  }

  @Override
  public String title() {
    return "What sensors cost whole programs";
  }

  @Override
  public String chapter() {
    return "Whole programs";
  }

  @Override
  public List<Section> sections() {
    return new MacroSections(head, document).sections();
  }

  @Override
  public List<Chart> charts(String prefix) {
    return new MacroCharts(prefix, document).charts();
  }

  @Override
  public List<Section> firstScreen() {
    return FirstScreen.of(this, new MacroSections(head, document).together());
  }

  @Override
  public List<String> warnings() {
    return document.warnings();
  }

  @Override
  public List<Answer> answers() {
    return new MacroAnswer(document)
        .sentence().map(sentence -> new Answer(Answer.Question.COST, 2, worth(), sentence)).stream()
            .toList();
  }

  @Override
  public List<Long> worth() {
    return List.of(head.emulated() ? 0L : 1L, (long) document.rounds());
  }

  @Override
  public List<SensorNote> sensorNotes() {
    return SensorNote.of(document.sensors());
  }

  @Override
  public Optional<Topic> topicOf(Chart chart) {
    return Optional.of(Topic.PROGRAM);
  }

  @Override
  public String rerun() {
    return command(
        "./ringbench macro",
        option("--rounds", List.of(document.rounds())),
        option("--workloads", document.workloads()),
        sensors(document.sensors()),
        handoffs(document.samples().stream().map(MacroSample::handoff)),
        option("--seed", List.of(document.seed())));
  }

  @Override
  public synchronized List<Figure> figures() {
    if (figures == null) {
      SlowDowns slowDowns = new SlowDowns(document);
      List<Figure> all = new ArrayList<>();
      for (String workload : document.workloads()) {
        for (Sensor sensor : document.sensors()) {
          if (sensor.placement() != Placement.BASELINE) {
            add(all, slowDowns, workload, sensor);
          }
        }
      }
      figures = List.copyOf(all);
    }
    return figures;
  }

  private void add(List<Figure> all, SlowDowns slowDowns, String workload, Sensor sensor) {
    Map<Integer, Double> ratios = slowDowns.ofRounds(workload, sensor);
    if (ratios.isEmpty()) {
      return;
    }
    Interval interval = slowDowns.slowDown(workload, sensor).orElseThrow();
    List<Observation> observations = new ArrayList<>();
    ratios.forEach((round, ratio) -> observations.add(new Observation(round, 0, ratio)));
    all.add(
        new Figure(
            name(workload, sensor),
            Metric.SLOW_DOWN,
            interval.estimate(),
            Double.isNaN(interval.low()) ? null : interval.low(),
            Double.isNaN(interval.high()) ? null : interval.high(),
            observations,
            slowDowns.reason(workload, sensor),
            slowDowns.mark(workload, sensor)));
  }

  private RowName name(String workload, Sensor sensor) {
    Handoff handoff =
        document.samples().stream()
            .filter(sample -> sample.sensor().equals(sensor.id()))
            .map(MacroSample::handoff)
            .findFirst()
            .orElse(Handoff.NONE);
    return new RowName(
        workload + " " + sensor.id() + (handoff == Handoff.NONE ? "" : " (" + handoff + ")"),
        sensor.id(),
        sensor.placement(),
        null,
        handoff,
        workload);
  }

  @Override
  public List<Check> checks() {
    List<Check> checks = new ArrayList<>(new MacroChecks(document).all());
    checks.addAll(new MacroTrust(document).all());
    return checks;
  }
}
