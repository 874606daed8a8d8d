// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.capacity;

import static dev.ringbench.document.Rerun.command;
import static dev.ringbench.document.Rerun.handoffs;
import static dev.ringbench.document.Rerun.option;
import static dev.ringbench.document.Rerun.sensors;

import dev.ringbench.check.Check;
import dev.ringbench.document.Answer;
import dev.ringbench.document.Basis;
import dev.ringbench.document.Head;
import dev.ringbench.document.Reading;
import dev.ringbench.document.SensorNote;
import dev.ringbench.document.Topic;
import dev.ringbench.document.VerdictCell;
import dev.ringbench.figure.Figure;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.section.Chart;
import dev.ringbench.section.Section;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is computed of a capacity run's document. */
public final class CapacityReading implements Reading {
  /** See {@link dev.ringbench.document.Experiment#id}. */
  static final String KIND = "capacity";

  private final Head head;
  private final CapacityDocument document;
  private List<Figure> figures;

  /** {@code file}: where the document was read, or will be. */
  public CapacityReading(Path file, CapacityDocument document) {
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
  public CapacityDocument document() {
    return document;
  }

  @Override
  public Head head() {
    return head;
  }

  @Override
  public Basis basis() {
    String profile = document.profile();
    List<Integer> threads =
        document.rows().stream().map(CapacityRow::threads).distinct().sorted().toList();
    return Basis.of(head)
        .with(new Basis.Fact("how much is measured", profile, "profile " + profile))
        .telling(Basis.Fact.of("limits of queues", document.queueLimits()))
        .withContent(document.content(), document.rows().stream().anyMatch(row -> row.rules() > 0))
        .scoped(profile + threads + (document.fleet() != null));
  }

  @Override
  public String title() {
    return "What sensors take before they lose events";
  }

  @Override
  public String chapter() {
    return "Capacity and loss";
  }

  @Override
  public List<Section> sections() {
    return new CapacitySections(head, document).sections();
  }

  @Override
  public List<Chart> charts(String prefix) {
    return new CapacityCharts(prefix, document).charts();
  }

  @Override
  public List<String> warnings() {
    return document.warnings();
  }

  @Override
  public List<Answer> answers() {
    return new CapacityAnswer(document)
        .sentence().map(sentence -> new Answer(Answer.Question.LOAD, 1, worth(), sentence)).stream()
            .toList();
  }

  @Override
  public List<Long> worth() {
    CapacityAnswer answer = new CapacityAnswer(document);
    return List.of(head.emulated() ? 0L : 1L, answer.holdMillis(), (long) answer.rows());
  }

  @Override
  public List<VerdictCell> verdicts() {
    return new CapacityVerdict(document).cells();
  }

  @Override
  public List<SensorNote> sensorNotes() {
    return SensorNote.of(document.sensors());
  }

  @Override
  public Optional<Topic> topicOf(Chart chart) {
    return chart.id().contains(CapacityCharts.CAPACITY) || chart.id().contains(CapacityCharts.LOSS)
        ? Optional.of(Topic.LOAD)
        : Optional.empty();
  }

  /** What rows of a search and those of a fleet both have. */
  private record Load(
      Operation operation, Handoff handoff, int rules, int threads, int queueBytes) {}

  private List<Load> loads() {
    return document.fleet() == null
        ? document.rows().stream()
            .map(
                row ->
                    new Load(
                        row.operation(),
                        row.handoff(),
                        row.rules(),
                        row.threads(),
                        row.queueBytes()))
            .toList()
        : document.fleet().rows().stream()
            .map(
                row ->
                    new Load(
                        row.operation(),
                        row.handoff(),
                        row.rules(),
                        row.threads(),
                        row.queueBytes()))
            .toList();
  }

  @Override
  public String rerun() {
    List<Load> rows = loads();
    List<Integer> queues = rows.stream().map(Load::queueBytes).distinct().sorted().toList();
    return command(
        "./ringbench capacity",
        option("--profile", List.of(document.profile())),
        option("--operations", rows.stream().map(Load::operation).distinct().toList()),
        sensors(document.sensors()),
        handoffs(rows.stream().map(Load::handoff)),
        option("--rules", rows.stream().map(Load::rules).distinct().sorted().toList()),
        option("--threads", rows.stream().map(Load::threads).distinct().sorted().toList()),
        option("--queue-bytes", queues.equals(List.of(0)) ? List.of() : queues),
        option(
            "--fleet",
            document.fleet() == null
                ? List.of()
                : List.of(document.fleet().arrivals().toString().toLowerCase(Locale.ROOT))),
        option("--seed", List.of(document.seed())));
  }

  @Override
  public synchronized List<Figure> figures() {
    if (figures == null) {
      figures = List.copyOf(new CapacityComparables(document).all());
    }
    return figures;
  }

  @Override
  public List<Check> checks() {
    List<Check> checks = new ArrayList<>(new CapacityChecks(document).all());
    checks.addAll(new CapacityTrust(document).all());
    return checks;
  }
}
