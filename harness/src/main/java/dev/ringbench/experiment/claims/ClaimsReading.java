// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.claims;

import static dev.ringbench.document.Rerun.command;

import dev.ringbench.check.Check;
import dev.ringbench.document.Answer;
import dev.ringbench.document.Basis;
import dev.ringbench.document.FirstScreen;
import dev.ringbench.document.Head;
import dev.ringbench.document.Reading;
import dev.ringbench.document.Rerun;
import dev.ringbench.figure.Figure;
import dev.ringbench.figure.Metric;
import dev.ringbench.figure.RowName;
import dev.ringbench.model.Handoff;
import dev.ringbench.section.Chart;
import dev.ringbench.section.Section;
import java.nio.file.Path;
import java.util.List;

/** What is computed of a document on published claims. */
public final class ClaimsReading implements Reading {
  /** See {@link dev.ringbench.document.Experiment#id}. */
  static final String KIND = "claims";

  private final Head head;
  private final ClaimsDocument document;

  /** {@code file}: where the document was read, or will be. */
  public ClaimsReading(Path file, ClaimsDocument document) {
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
  public ClaimsDocument document() {
    return document;
  }

  @Override
  public Head head() {
    return head;
  }

  @Override
  public Basis basis() {
    return Basis.of(head).withNothing("verdicts on claims are nothing to subtract");
  }

  @Override
  public String title() {
    return "Published claims, rerun";
  }

  @Override
  public String chapter() {
    return "Published claims";
  }

  @Override
  public List<Section> firstScreen() {
    return FirstScreen.of(this, new ClaimsSections(head, document).docket(true));
  }

  @Override
  public List<Section> sections() {
    return new ClaimsSections(head, document).sections();
  }

  @Override
  public List<Chart> charts(String prefix) {
    return List.of();
  }

  @Override
  public List<String> warnings() {
    return document.warnings();
  }

  @Override
  public List<Answer> answers() {
    return new ClaimsSections(head, document)
        .counted()
        .map(sentence -> List.of(new Answer(Answer.Question.CLAIM, 1, worth(), sentence)))
        .orElse(List.of());
  }

  @Override
  public List<Long> worth() {
    return List.of(
        head.emulated() ? 0L : 1L,
        document.claims().stream().filter(claim -> claim.verdict().level() != null).count());
  }

  @Override
  public String rerun() {
    return command(
        "./ringbench claims run",
        document.claims().stream().map(ClaimResult::id).map(Rerun::quoted).toArray(String[]::new));
  }

  @Override
  public List<Figure> figures() {
    return document.claims().stream().map(ClaimsReading::figure).toList();
  }

  private static Figure figure(ClaimResult claim) {
    Integer level = claim.verdict().level();
    Double value = level == null ? null : Double.valueOf(level);
    return new Figure(
        new RowName("claim " + claim.id(), claim.id(), null, null, Handoff.NONE, ""),
        Metric.CLAIM,
        value,
        null,
        null,
        List.of(),
        level == null ? claim.sentence() : null,
        null);
  }

  @Override
  public List<Check> checks() {
    return new ClaimsChecks(document).all();
  }
}
