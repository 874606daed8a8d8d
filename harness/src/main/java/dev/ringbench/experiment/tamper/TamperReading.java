// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.tamper;

import static dev.ringbench.document.Rerun.command;
import static dev.ringbench.document.Rerun.option;

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

/** What is computed of a document on attacks. */
public final class TamperReading implements Reading {
  /** See {@link dev.ringbench.document.Experiment#id}. */
  static final String KIND = "tamper";

  private final Head head;
  private final TamperDocument document;

  /** {@code file}: where the document was read, or will be. */
  public TamperReading(Path file, TamperDocument document) {
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
  public TamperDocument document() {
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
    return "What blinds sensors, and whether they tell";
  }

  @Override
  public String chapter() {
    return "What blinds sensors";
  }

  @Override
  public List<Section> firstScreen() {
    return FirstScreen.of(this, new TamperSections(head, document).shares());
  }

  @Override
  public List<Section> sections() {
    return new TamperSections(head, document).sections();
  }

  @Override
  public List<Chart> charts(String prefix) {
    return new TamperCharts(prefix, document).charts();
  }

  @Override
  public List<String> warnings() {
    return document.warnings();
  }

  @Override
  public List<Answer> answers() {
    return new TamperAnswers(document, worth()).all();
  }

  @Override
  public List<Long> worth() {
    return List.of(head.emulated() ? 0L : 1L, (long) document.trials().size());
  }

  @Override
  public List<SensorNote> sensorNotes() {
    return List.of();
  }

  @Override
  public String rerun() {
    List<String> ours =
        document.defenders().stream().filter(Defender::ours).map(Defender::id).toList();
    List<String> others =
        document.defenders().stream().filter(one -> !one.ours()).map(Defender::id).toList();
    return command(
        "./ringbench tamper",
        option("--sensors", ours.isEmpty() ? List.of("none") : ours),
        option("--subject", others),
        option("--attacks", document.attacks().stream().map(AttackFacts::id).toList()),
        option("--repeats", List.of(document.repeats())));
  }

  @Override
  public List<Figure> figures() {
    return document.cells().stream().map(this::figure).toList();
  }

  /** Its ends are the best and the worst trial: another run may come out as either. */
  private Figure figure(TamperCell cell) {
    Defender defender = document.defender(cell.defender());
    RowName row =
        new RowName(
            cell.attack() + " " + cell.defender(),
            cell.defender(),
            defender.placement(),
            defender.operation(),
            Handoff.NONE,
            cell.attack());
    if (!cell.measured()) {
      return new Figure(row, Metric.ATTACK, null, null, null, List.of(), cell.reason(), null);
    }
    double worst = cell.worst().level();
    return new Figure(
        row, Metric.ATTACK, worst, (double) cell.best(), worst, List.of(), null, null);
  }

  @Override
  public List<Check> checks() {
    return new TamperChecks(document).all();
  }
}
