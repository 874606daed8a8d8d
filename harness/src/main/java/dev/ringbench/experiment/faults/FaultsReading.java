// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import static dev.ringbench.document.Rerun.command;
import static dev.ringbench.document.Rerun.option;

import dev.ringbench.check.Check;
import dev.ringbench.document.Answer;
import dev.ringbench.document.Basis;
import dev.ringbench.document.FirstScreen;
import dev.ringbench.document.Head;
import dev.ringbench.document.Reading;
import dev.ringbench.document.SensorNote;
import dev.ringbench.document.Topic;
import dev.ringbench.document.VerdictCell;
import dev.ringbench.fault.FaultSensor;
import dev.ringbench.fault.MachineProfile;
import dev.ringbench.fault.Outcome;
import dev.ringbench.figure.Figure;
import dev.ringbench.figure.Metric;
import dev.ringbench.figure.Row;
import dev.ringbench.figure.RowName;
import dev.ringbench.model.Handoff;
import dev.ringbench.section.Chart;
import dev.ringbench.section.Section;
import dev.ringbench.stats.Observation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleBinaryOperator;

/** What is computed of a campaign's document. */
public final class FaultsReading implements Reading {
  /** See {@link dev.ringbench.document.Experiment#id}. */
  static final String KIND = "faults";

  /** Runs of a fault that are compared one by one: the number is a document's. */
  private static final int MOST_RUNS = 100_000;

  private final Head head;

  /** Of which a matrix fits a screen. */
  private static final int MOST_FAULTS = 8;

  private final FaultDocument document;
  private List<Figure> figures;

  /**
   * Of a document.
   *
   * @param file where it was read, or will be
   */
  public FaultsReading(Path file, FaultDocument document) {
    this.document = document;
    this.head =
        new Head(
            file,
            KIND,
            document.version(),
            document.startedAt(),
            null,
            document.environment(),
            // Classes do not depend on whether an emulator ran the guests.
            Head.Clock.TIMED,
            document.partialReason());
  }

  /** The document itself. */
  public FaultDocument document() {
    return document;
  }

  @Override
  public Head head() {
    return head;
  }

  @Override
  public Basis basis() {
    Basis basis = Basis.of(head).telling(Basis.Fact.of("guest", document.guest()));
    return document.unlikeMachines().isEmpty()
        ? basis
        : basis.withNothing("the runs of one of them are of unlike machines");
  }

  @Override
  public String title() {
    return "What the same fault takes down, by architecture";
  }

  @Override
  public String chapter() {
    return "Fault isolation";
  }

  @Override
  public List<String> warnings() {
    int kinds = document.unlikeMachines().size();
    return kinds == 0
        ? List.of()
        : List.of("the runs are of " + kinds + " unlike machines, and this is the first of them");
  }

  @Override
  public List<Section> firstScreen() {
    return document.plan().faults().size() <= MOST_FAULTS
        ? Reading.super.firstScreen()
        : FirstScreen.of(
            this, new OutcomeCounts(document).of(document.plan().machineProfiles().get(0)));
  }

  @Override
  public List<Section> sections() {
    return new FaultSections(document).sections();
  }

  @Override
  public List<Chart> charts(String prefix) {
    return new FaultCharts(prefix, document).charts();
  }

  @Override
  public List<Answer> answers() {
    List<Long> worth = worth();
    FaultAnswers of = new FaultAnswers(document);
    List<Answer> answers = new ArrayList<>();
    of.incident()
        .ifPresent(told -> answers.add(new Answer(Answer.Question.DEFECT, 1, worth, told)));
    of.counterexample()
        .ifPresent(told -> answers.add(new Answer(Answer.Question.COUNTEREXAMPLE, 1, worth, told)));
    return answers;
  }

  @Override
  public List<Long> worth() {
    return List.of((long) document.plan().runsOfCell());
  }

  @Override
  public List<VerdictCell> verdicts() {
    return new FaultVerdict(document).cells();
  }

  @Override
  public List<SensorNote> sensorNotes() {
    return document.plan().sensors().stream()
        .map(placed -> new SensorNote(placed.id(), FaultSensor.placementOf(placed.id()), List.of()))
        .toList();
  }

  @Override
  public Optional<Topic> topicOf(Chart chart) {
    return chart.kind().equals(FaultCharts.MATRIX) ? Optional.of(Topic.DEFECT) : Optional.empty();
  }

  @Override
  public String rerun() {
    CampaignShard shard = document.plan().shard();
    return rerun(document.plan(), shard == null ? "" : shard.toString());
  }

  /** The command of a campaign; {@code shard}: "3/16", or empty. */
  static String rerun(CampaignPlan plan, String shard) {
    List<String> places =
        plan.sensors().stream().map(placed -> placed.place().label()).distinct().toList();
    return command(
        "./ringbench faults",
        option("--profile", List.of(plan.profile())),
        option("--runs", List.of(plan.runsOfCell())),
        option("--faults", plan.faults()),
        option(
            "--sensors",
            plan.sensors().stream().map(CampaignPlan.PlacedSensor::id).distinct().toList()),
        // Sensors in both places are where they are by default.
        option("--place", places.size() == 1 ? places : List.of()),
        option("--machines", plan.machineProfiles().stream().map(MachineProfile::label).toList()),
        option("--seed", List.of(plan.seed())),
        option("--shard", shard.isEmpty() ? List.of() : List.of(shard)));
  }

  /** One observation a run: the severity of its class. */
  @Override
  public synchronized List<Figure> figures() {
    if (figures == null) {
      figures =
          document.cells().stream()
              .filter(cell -> cell.notApplicable() == null)
              .map(FaultsReading::figure)
              .toList();
    }
    return figures;
  }

  private static Figure figure(FaultDocument.Cell cell) {
    boolean tooMany = cell.activated() > MOST_RUNS;
    List<Observation> severities = new ArrayList<>();
    cell.outcomes()
        .forEach(
            (outcome, runs) -> {
              for (int i = 0; i < (tooMany ? 0 : Math.min(runs, MOST_RUNS)); i++) {
                severities.add(new Observation(severities.size(), 0, outcome.severity()));
              }
            });
    String none = cell.outcome() == null ? "nothing was activated" : null;
    return new Figure(
        new RowName(
            "%s %s (%s, %s)"
                .formatted(cell.fault(), cell.sensor(), cell.place(), cell.machineProfile()),
            cell.sensor(),
            null,
            null,
            Handoff.NONE,
            cell.fault() + "-" + cell.place() + "-" + cell.machineProfile()),
        Metric.OUTCOME,
        cell.outcome() == null || tooMany ? null : (double) cell.outcome().severity(),
        severity(cell, Math::min),
        severity(cell, Math::max),
        severities,
        tooMany ? "more than " + MOST_RUNS + " runs" : none,
        null);
  }

  /** Of the least or the worst class that a run came to; null: nothing was activated. */
  private static Double severity(FaultDocument.Cell cell, DoubleBinaryOperator which) {
    OptionalDouble severity =
        cell.outcomes().keySet().stream().mapToDouble(Outcome::severity).reduce(which);
    return severity.isPresent() ? severity.getAsDouble() : null;
  }

  /** Each class, and after it the share of the runs that came to it. */
  @Override
  public List<Row> rows() {
    List<Figure> all = new ArrayList<>();
    Map<Figure.Key, FaultDocument.Cell> cells = new HashMap<>();
    document.cells().stream()
        .filter(cell -> cell.share() != null)
        .forEach(cell -> cells.put(figure(cell).key(), cell));
    for (Figure figure : figures()) {
      all.add(figure);
      FaultDocument.Cell cell = cells.get(figure.key());
      if (cell != null) {
        FaultDocument.Share share = cell.share();
        all.add(
            new Figure(
                figure.row(),
                Metric.OUTCOME_SHARE,
                (double) share.hits() / share.of(),
                share.low(),
                share.high(),
                List.of(),
                null,
                null));
      }
    }
    return Row.of(KIND, head.emulated(), all);
  }

  @Override
  public List<Check> checks() {
    List<Check> checks = new ArrayList<>(new FaultChecks(document).all());
    checks.addAll(new FaultStatistics(document).all());
    checks.addAll(new FaultTrust(document).all());
    checks.add(RawRunsCheck.of(head.file(), document));
    return checks;
  }
}
