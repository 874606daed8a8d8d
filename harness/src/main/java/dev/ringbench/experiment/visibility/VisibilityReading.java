// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.visibility;

import static dev.ringbench.document.Rerun.command;
import static dev.ringbench.document.Rerun.option;
import static dev.ringbench.document.Rerun.sensors;

import dev.ringbench.check.Check;
import dev.ringbench.document.Answer;
import dev.ringbench.document.Basis;
import dev.ringbench.document.FirstScreen;
import dev.ringbench.document.Head;
import dev.ringbench.document.Reading;
import dev.ringbench.document.SensorNote;
import dev.ringbench.figure.Figure;
import dev.ringbench.figure.Metric;
import dev.ringbench.figure.RowName;
import dev.ringbench.model.Handoff;
import dev.ringbench.section.Chart;
import dev.ringbench.section.Section;
import java.nio.file.Path;
import java.util.List;

/** What is computed of a document on what sensors see. */
public final class VisibilityReading implements Reading {
  /** See {@link dev.ringbench.document.Experiment#id}. */
  static final String KIND = "visibility";

  private final Head head;
  private final VisibilityDocument document;

  /** {@code file}: where the document was read, or will be. */
  public VisibilityReading(Path file, VisibilityDocument document) {
    this.document = document;
    this.head =
        new Head(
            file,
            KIND,
            document.version(),
            document.startedAt(),
            document.finishedAt(),
            document.environment(),
            document.emulated() ? Head.Clock.EMULATED : Head.Clock.TIMED,
            document.statusReason());
  }

  /** The document itself. */
  public VisibilityDocument document() {
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
    return "What sensors see";
  }

  @Override
  public String chapter() {
    return "What sensors see";
  }

  @Override
  public List<Section> firstScreen() {
    return FirstScreen.of(this, new VisibilitySections(head, document).shares());
  }

  @Override
  public List<Section> sections() {
    return new VisibilitySections(head, document).sections();
  }

  @Override
  public List<Chart> charts(String prefix) {
    return new VisibilityCharts(prefix, document).charts();
  }

  @Override
  public List<String> warnings() {
    return document.warnings();
  }

  @Override
  public List<Answer> answers() {
    return new VisibilityAnswers(document, worth()).all();
  }

  @Override
  public List<Long> worth() {
    return List.of(head.emulated() ? 0L : 1L, (long) document.cells().size());
  }

  @Override
  public List<SensorNote> sensorNotes() {
    return SensorNote.of(document.sensors());
  }

  @Override
  public String rerun() {
    return command(
        "./ringbench visibility",
        sensors(
            document.sensors().stream()
                .filter(sensor -> !document.isSubject(sensor.id()))
                .toList()),
        option("--subject", document.subjects().stream().map(AskedSubject::sensor).toList()),
        option("--forms", document.forms().stream().map(FormFacts::id).toList()),
        option("--tries", List.of(document.tries())),
        option("--race-tries", List.of(document.raceTries())));
  }

  @Override
  public List<Figure> figures() {
    return document.cells().stream().map(this::figure).toList();
  }

  /** Its ends are the best and the worst try: another run may come out as either. */
  private Figure figure(SightCell cell) {
    FormFacts form = document.form(cell.form());
    RowName row =
        new RowName(
            form.operation() + " " + form.id() + " " + cell.sensor() + " " + cell.asked(),
            cell.sensor(),
            document.sensor(cell.sensor()).placement(),
            form.operation(),
            Handoff.NONE,
            form.id() + "-" + cell.asked());
    return cell.sight()
        .map(
            sight ->
                new Figure(
                    row,
                    Metric.SIGHT,
                    (double) sight.level(),
                    (double) cell.level(false),
                    (double) cell.level(true),
                    List.of(),
                    null,
                    null))
        .orElseGet(
            () -> new Figure(row, Metric.SIGHT, null, null, null, List.of(), why(cell), null));
  }

  private static String why(SightCell cell) {
    return cell.reason() == null ? "no try has a result" : cell.reason();
  }

  @Override
  public List<Check> checks() {
    return new VisibilityChecks(document).all();
  }
}
