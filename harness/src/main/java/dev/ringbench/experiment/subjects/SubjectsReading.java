// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects;

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
import dev.ringbench.experiment.subjects.AddedCosts.Added;
import dev.ringbench.experiment.subjects.AddedCosts.Of;
import dev.ringbench.figure.Figure;
import dev.ringbench.figure.Metric;
import dev.ringbench.figure.Row;
import dev.ringbench.figure.RowName;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import dev.ringbench.section.Chart;
import dev.ringbench.section.Section;
import dev.ringbench.stats.Interval;
import dev.ringbench.stats.Mark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is computed of a document of subjects. */
public final class SubjectsReading implements Reading {
  /** See {@link dev.ringbench.document.Experiment#id}. */
  static final String KIND = "subjects";

  private final Head head;
  private final SubjectsDocument document;
  private List<Figure> figures;

  /** {@code file}: where the document was read, or will be. */
  public SubjectsReading(Path file, SubjectsDocument document) {
    this.document = document;
    this.head =
        new Head(
            file,
            KIND,
            document.version(),
            document.startedAt(),
            document.finishedAt(),
            document.environment(),
            document.counted()
                ? Head.Clock.COUNTED
                : document.emulated() ? Head.Clock.EMULATED : Head.Clock.TIMED,
            document.statusReason());
  }

  /** The document itself. */
  public SubjectsDocument document() {
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
    return "What real sensors cost, see and lose";
  }

  @Override
  public String chapter() {
    return "Real sensors";
  }

  @Override
  public List<Section> firstScreen() {
    SubjectSections sections = new SubjectSections(head, document);
    Operation first = document.operations().get(0);
    return FirstScreen.of(
        this, document.counted() ? sections.counted(first) : sections.cost(first));
  }

  @Override
  public List<Section> sections() {
    return new SubjectSections(head, document).sections();
  }

  @Override
  public List<Chart> charts(String prefix) {
    return document.counted() ? List.of() : new SubjectCharts(prefix, document).charts();
  }

  @Override
  public List<String> warnings() {
    return document.warnings();
  }

  @Override
  public List<Answer> answers() {
    return document.counted() ? List.of() : new SubjectAnswers(document, worth()).all();
  }

  @Override
  public List<Long> worth() {
    return List.of(head.emulated() ? 0L : 1L, (long) document.rounds());
  }

  @Override
  public List<SensorNote> sensorNotes() {
    List<SensorNote> notes = new ArrayList<>();
    for (SubjectFacts subject : document.subjects()) {
      List<String> about = new ArrayList<>();
      about.add(
          subject.title() + (subject.version() == null ? "" : ", version " + subject.version()));
      about.add("Mechanism: " + subject.mechanism() + ".");
      if (subject.notes() != null) {
        about.add(subject.notes());
      }
      if (subject.leaves() != null) {
        about.add("It leaves behind: " + subject.leaves());
      }
      notes.add(new SensorNote(subject.id(), subject.placement(), about));
    }
    notes.addAll(SensorNote.of(document.sensors()));
    return notes;
  }

  @Override
  public Optional<Topic> topicOf(Chart chart) {
    return Optional.of(Topic.COST);
  }

  @Override
  public String rerun() {
    return command(
        "./ringbench run",
        option("--subject", document.subjects().stream().map(SubjectFacts::id).toList()),
        option("--operations", document.operations()),
        option("--profile", List.of(document.profile())),
        option("--rounds", List.of(document.rounds())),
        option("--faults", document.asked()),
        document.faultRuns() == 1 ? "" : option("--fault-runs", List.of(document.faultRuns())),
        option("--programs", document.programs()),
        option("--seed", List.of(document.seed())));
  }

  @Override
  public synchronized List<Figure> figures() {
    if (figures == null) {
      List<Figure> all = new ArrayList<>();
      if (document.counted()) {
        addCounted(all);
        figures = List.copyOf(all);
        return figures;
      }
      AddedCosts costs = new AddedCosts(document);
      for (Operation operation : document.operations()) {
        for (SubjectFacts subject : document.subjects()) {
          add(all, costs, name(subject.id(), subject.placement(), operation));
        }
        for (Sensor sensor : document.sensors()) {
          add(all, costs, name(sensor.id(), sensor.placement(), operation));
        }
      }
      document.accounts().forEach(account -> add(all, account));
      addPrograms(all);
      figures = List.copyOf(all);
    }
    return figures;
  }

  private static RowName name(String id, Placement placement, Operation operation) {
    return name(id, placement, operation, "");
  }

  private static RowName name(String id, Placement placement, Operation operation, String variant) {
    return new RowName(
        operation + " " + id + (variant.isEmpty() ? "" : ", " + variant),
        id,
        placement,
        operation,
        Handoff.NONE,
        variant);
  }

  private static void add(List<Figure> all, AddedCosts costs, RowName row) {
    costs
        .added(row.sensor(), row.operation(), Of.MEAN)
        .ifPresent(added -> all.add(figure(row, Metric.ADDED_MEAN, added)));
    costs
        .added(row.sensor(), row.operation(), Of.MEDIAN)
        .ifPresent(added -> all.add(figure(row, Metric.ADDED_P50, added)));
    costs
        .cpuNs(row.sensor(), row.operation())
        .ifPresent(
            cpu ->
                all.add(
                    new Figure(
                        row,
                        Metric.SENSOR_CPU,
                        cpu.estimate() / 1e3,
                        end(cpu.low(), 1e3),
                        end(cpu.high(), 1e3),
                        List.of(),
                        null,
                        null)));
  }

  private static Double end(double value, double unit) {
    return Double.isNaN(value) ? null : value / unit;
  }

  private static Figure figure(RowName row, Metric metric, Added added) {
    Interval ns = added.ns();
    return new Figure(
        row,
        metric,
        ns.estimate(),
        end(ns.low(), 1),
        end(ns.high(), 1),
        added.rounds(),
        switch (added.mark()) {
          case SIGNIFICANT -> null;
          case EQUIVALENT -> "equivalent: within 5 % of no subject";
          case UNDECIDED ->
              "undecided: its interval allows no effect, or the placebo shows as much";
        },
        added.mark());
  }

  private void add(List<Figure> all, SubjectAccount account) {
    Placement placement =
        document.subjects().stream()
            .filter(subject -> subject.id().equals(account.row()))
            .map(SubjectFacts::placement)
            .findFirst()
            .orElse(null);
    RowName row = name(account.row(), placement, account.operation());
    if (account.flood().issued() > 0) {
      all.add(
          plain(
              row,
              Metric.LOST_SHARE,
              account.flood().missing() / (double) account.flood().issued()));
    }
    if (account.heldPerSecond() != null) {
      all.add(plain(row, Metric.CAPACITY, account.heldPerSecond()));
    }
    if (account.delay() != null) {
      all.add(plain(row, Metric.DELIVERY_P50, (double) account.delay().p50Ns()));
      all.add(plain(row, Metric.DELIVERY_P99, (double) account.delay().p99Ns()));
    }
  }

  /** Figures, and what they rest on: how many events were issued, named and reported as lost. */
  @Override
  public List<Row> rows() {
    List<Figure> counts = new ArrayList<>();
    document.accounts().stream()
        .filter(account -> account.reason() == null)
        .forEach(account -> addCounts(counts, account));
    document.faults().stream()
        .filter(fault -> fault.reason() == null)
        .forEach(fault -> addCounts(counts, fault));
    if (!document.counted()) {
      addRatios(counts);
    }
    List<Row> rows = new ArrayList<>(Reading.super.rows());
    rows.addAll(Row.of(KIND, head.emulated(), counts));
    return rows;
  }

  private void addRatios(List<Figure> all) {
    AddedCosts costs = new AddedCosts(document);
    for (Operation operation : document.operations()) {
      for (SubjectFacts subject : document.subjects()) {
        RowName row = name(subject.id(), subject.placement(), operation);
        costs
            .added(subject.id(), operation, Of.MEAN)
            .ifPresent(added -> all.add(ratio(row, Metric.RATIO_MEAN, added)));
        costs
            .added(subject.id(), operation, Of.MEDIAN)
            .ifPresent(added -> all.add(ratio(row, Metric.RATIO_P50, added)));
      }
    }
  }

  private static Figure ratio(RowName row, Metric metric, Added added) {
    Interval ratio = added.ratio();
    boolean known = !Double.isNaN(ratio.estimate());
    return new Figure(
        row,
        metric,
        known ? ratio.estimate() : null,
        known ? end(ratio.low(), 1) : null,
        known ? end(ratio.high(), 1) : null,
        List.of(),
        known ? null : "its interval is not known",
        null);
  }

  private static void addCounts(List<Figure> all, SubjectAccount account) {
    addCounts(all, account, "account-paced", account.paced());
    addCounts(all, account, "account-flood", account.flood());
    RowName row = name(account.row(), null, account.operation(), "account");
    all.add(
        account.reportedLost() == null
            ? new Figure(
                row,
                Metric.REPORTED_LOST,
                null,
                null,
                null,
                List.of(),
                "its description knows no report of loss",
                null)
            : plain(row, Metric.REPORTED_LOST, (double) account.reportedLost()));
    all.add(plain(row, Metric.SILENTLY_LOST, (double) account.silent()));
    if (account.overflow() != null) {
      addCounts(all, account, account.overflow());
    }
  }

  private static void addCounts(
      List<Figure> all, SubjectAccount account, SubjectAccount.Overflow overflow) {
    RowName row = name(account.row(), null, account.operation(), "overflow");
    all.add(plain(row, Metric.ISSUED, (double) overflow.issued()));
    all.add(plain(row, Metric.DELIVERED, (double) overflow.counted()));
    boolean counts = overflow.reportedAfter() != null;
    boolean told = overflow.said() != null || (counts && overflow.reportedAfter() > 0);
    all.add(plain(row, Metric.TOLD, told ? 1 : 0));
    if (counts) {
      all.add(plain(row, Metric.REPORTED_LOST, (double) overflow.reportedAfter()));
      all.add(
          plain(
              name(account.row(), null, account.operation(), "overflow-quiet"),
              Metric.REPORTED_LOST,
              (double) overflow.reportedQuiet()));
    }
  }

  private static void addCounts(
      List<Figure> all, SubjectAccount account, String phase, SubjectAccount.Phase counts) {
    RowName row = name(account.row(), null, account.operation(), phase);
    all.add(plain(row, Metric.ISSUED, (double) counts.issued()));
    all.add(plain(row, Metric.DELIVERED, (double) counts.counted()));
  }

  private static void addCounts(List<Figure> all, SubjectFault fault) {
    RowName row =
        name(
            fault.row(),
            null,
            fault.operation(),
            "fault-" + fault.fault() + (fault.turn() == 0 ? "" : "-" + (fault.turn() + 1)));
    long issued = fault.issued() + fault.issuedAfter() - fault.refused();
    all.add(plain(row, Metric.ISSUED, (double) issued));
    all.add(plain(row, Metric.DELIVERED, (double) (issued - fault.missing())));
    all.add(plain(row, Metric.TOLD, fault.told() == null ? 0 : 1));
  }

  private void addCounted(List<Figure> all) {
    CountedCosts costs = new CountedCosts(document);
    for (Operation operation : document.operations()) {
      document
          .subjects()
          .forEach(
              subject -> all.addAll(costs.figures(subject.id(), subject.placement(), operation)));
      document
          .sensors()
          .forEach(sensor -> all.addAll(costs.figures(sensor.id(), sensor.placement(), operation)));
    }
  }

  private void addPrograms(List<Figure> all) {
    ProgramCosts slowDowns = new ProgramCosts(document);
    Map<String, Placement> placements = new LinkedHashMap<>();
    document.subjects().forEach(subject -> placements.put(subject.id(), subject.placement()));
    document.sensors().forEach(sensor -> placements.put(sensor.id(), sensor.placement()));
    for (String id : placements.keySet()) {
      for (String program : document.programs()) {
        slowDowns
            .slowDown(id, program)
            .ifPresent(
                slow ->
                    all.add(
                        new Figure(
                            new RowName(
                                program + " " + id,
                                id,
                                placements.get(id),
                                null,
                                Handoff.NONE,
                                program),
                            Metric.SLOW_DOWN,
                            slow.ratio().estimate(),
                            end(slow.ratio().low(), 1),
                            end(slow.ratio().high(), 1),
                            slow.rounds(),
                            slow.mark() == Mark.SIGNIFICANT ? null : slow.mark().toString(),
                            slow.mark())));
      }
    }
  }

  private static Figure plain(RowName row, Metric metric, double value) {
    return new Figure(row, metric, value, null, null, List.of(), null, null);
  }

  @Override
  public List<Check> checks() {
    return new SubjectChecks(document).all();
  }
}
