// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.replay;

import dev.ringbench.check.Check;
import dev.ringbench.document.Answer;
import dev.ringbench.document.Basis;
import dev.ringbench.document.Head;
import dev.ringbench.document.Reading;
import dev.ringbench.document.Rerun;
import dev.ringbench.document.SensorNote;
import dev.ringbench.document.Topic;
import dev.ringbench.fault.FaultSensor;
import dev.ringbench.figure.Figure;
import dev.ringbench.section.Chart;
import dev.ringbench.section.Section;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is computed of a replay's document: a story, with nothing that could be subtracted. */
public final class ReplayReading implements Reading {
  /** See {@link dev.ringbench.document.Experiment#id}. */
  static final String KIND = "replay";

  private final Head head;
  private final ReplayDocument document;

  /** {@code file}: where the document was read, or will be. */
  public ReplayReading(Path file, ReplayDocument document) {
    this.document = document;
    this.head =
        new Head(
            file,
            KIND,
            document.version(),
            document.startedAt(),
            null,
            document.environment(),
            Head.Clock.TIMED,
            null);
  }

  /** The document itself. */
  public ReplayDocument document() {
    return document;
  }

  @Override
  public Head head() {
    return head;
  }

  @Override
  public Basis basis() {
    return Basis.of(head).withNothing("a replay is a story and has nothing to subtract");
  }

  @Override
  public String title() {
    return "19 July 2024, replayed";
  }

  @Override
  public String chapter() {
    return title();
  }

  @Override
  public List<Section> sections() {
    return new ReplaySections(document).sections();
  }

  @Override
  public List<Chart> charts(String prefix) {
    return new ReplayCharts(prefix, document).charts();
  }

  @Override
  public List<Answer> answers() {
    // A campaign has many runs of the same defect, and is said first.
    return new ReplayAnswer(document)
        .sentence().map(told -> new Answer(Answer.Question.DEFECT, 2, worth(), told)).stream()
            .toList();
  }

  @Override
  public List<Long> worth() {
    return List.of(
        document.exhibits().stream().filter(exhibit -> exhibit.unavailable() == null).count());
  }

  @Override
  public List<SensorNote> sensorNotes() {
    return document.exhibits().stream()
        .map(ReplayDocument.Exhibit::sensor)
        .distinct()
        .map(id -> new SensorNote(id, FaultSensor.placementOf(id), List.of()))
        .toList();
  }

  @Override
  public Optional<Topic> topicOf(Chart chart) {
    return Optional.of(Topic.INCIDENT);
  }

  @Override
  public String rerun() {
    return Rerun.command("./ringbench faults", "--replay channel-file");
  }

  @Override
  public List<Figure> figures() {
    return List.of();
  }

  @Override
  public List<Check> checks() {
    List<Check> checks = new ArrayList<>(new ReplayChecks(document).all());
    checks.addAll(new ReplayTrust(document).all());
    return checks;
  }
}
