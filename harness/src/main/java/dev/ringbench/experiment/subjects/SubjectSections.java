// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects;

import dev.ringbench.document.FirstScreen;
import dev.ringbench.document.Head;
import dev.ringbench.document.PlacementName;
import dev.ringbench.document.Provenance;
import dev.ringbench.experiment.subjects.AddedCosts.Added;
import dev.ringbench.experiment.subjects.AddedCosts.Of;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import dev.ringbench.section.Column;
import dev.ringbench.section.Section;
import dev.ringbench.section.Section.Reason;
import dev.ringbench.section.Table;
import dev.ringbench.section.Table.Group;
import dev.ringbench.section.Texts;
import dev.ringbench.stats.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Sensors that are not ours beside ours, in tables. */
final class SubjectSections {
  private static final String NONE = "-";

  private final Head head;
  private final SubjectsDocument document;
  private final AddedCosts costs;

  SubjectSections(Head head, SubjectsDocument document) {
    this.head = head;
    this.document = document;
    this.costs = new AddedCosts(document);
  }

  /** All that there is to say. */
  List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    sections.add(Section.of("What this run was", about()));
    if (document.counted()) {
      document.operations().forEach(operation -> sections.add(counted(operation)));
      sections.add(described());
      sections.add(Section.of(FirstScreen.STOPPED, stopped()));
      sections.add(Section.ofReasons("What could not be measured here", missing()));
      return Section.shown(sections);
    }
    document.operations().forEach(operation -> sections.add(cost(operation)));
    document
        .operations()
        .forEach(operation -> sections.add(new SubjectParts(document, costs).of(operation)));
    sections.add(programs());
    sections.add(new SubjectEvents(document).section());
    sections.add(new SubjectFaultSections(document).matrix());
    sections.add(bystander());
    sections.add(Section.of("How to read it", legend()));
    sections.add(described());
    sections.add(Section.of(FirstScreen.STOPPED, stopped()));
    sections.add(Section.ofReasons("What could not be measured here", missing()));
    return Section.shown(sections);
  }

  /** In instructions. */
  Section counted(Operation operation) {
    List<String> ids =
        Stream.of(
                document.subjects().stream().map(SubjectFacts::id),
                document.sensors().stream().map(Sensor::id),
                Stream.of(SubjectsDocument.PLACEBO))
            .flatMap(names -> names)
            .toList();
    return new CountedCosts(document).section(operation, ids);
  }

  private List<String> about() {
    return Provenance.sentences(
        head,
        "profile "
            + document.profile()
            + ", "
            + document.rounds()
            + " rounds with blocks of "
            + document.blockMs()
            + " ms",
        document.seed(),
        document.warnings());
  }

  /**
   * A row of the table of costs.
   *
   * @param claim what the subject says of the operation; null: of a sensor of ours
   */
  private record Row(String id, Placement placement, boolean ours, SubjectFacts.Claim claim) {}

  private List<Row> rows(Operation operation) {
    Map<String, Row> rows = new LinkedHashMap<>();
    for (SubjectFacts subject : document.subjects()) {
      subject
          .claim(operation)
          .ifPresent(
              claim ->
                  rows.put(subject.id(), new Row(subject.id(), subject.placement(), false, claim)));
    }
    for (Sensor sensor : document.sensors()) {
      rows.put(sensor.id(), new Row(sensor.id(), sensor.placement(), true, null));
    }
    return List.copyOf(rows.values());
  }

  /** By placement, the dearest last: what each row adds to an operation. */
  Section cost(Operation operation) {
    Map<Placement, List<List<String>>> byPlacement = new TreeMap<>();
    List<Row> sorted = new ArrayList<>(rows(operation));
    sorted.sort(
        Comparator.comparing(
            row ->
                costs
                    .added(row.id(), operation, Of.MEAN)
                    .map(added -> added.ns().estimate())
                    .orElse(0.0)));
    for (Row row : sorted) {
      costs
          .added(row.id(), operation, Of.MEAN)
          .ifPresent(
              mean ->
                  byPlacement
                      .computeIfAbsent(row.placement(), key -> new ArrayList<>())
                      .add(cells(row, operation, mean)));
    }
    if (byPlacement.isEmpty()) {
      return Section.of("", List.of());
    }
    List<Group> groups = new ArrayList<>();
    byPlacement.forEach(
        (placement, rows) -> groups.add(new Group(PlacementName.of(placement), rows)));
    return new Section(
        "What is added to each " + operation,
        List.of("The subjects in plain letters, sensors of Ringbench in (parentheses)."),
        new Table(
            List.of(
                Column.text("subject"),
                Column.number("mean [95 %]"),
                Column.number("median [95 %]").droppedAs(1),
                Column.number("CPU an operation"),
                Column.text("compared with our")),
            groups),
        Stream.concat(noise(operation).stream(), kernelThreads(operation)).toList(),
        List.of());
  }

  private Stream<String> kernelThreads(Operation operation) {
    return document.subjects().stream()
        .flatMap(
            subject ->
                costs.kernelCpuNs(subject.id(), operation).stream()
                    .map(
                        cpu ->
                            String.format(
                                Locale.ROOT,
                                "%s: the kernel's %s used %s of CPU time for each %s, beside the"
                                    + " subject's own. That includes its work for others.",
                                subject.id(),
                                String.join(", ", subject.kernelThreads()),
                                SubjectParts.text(cpu).replace("+", ""),
                                operation)));
  }

  private List<String> cells(Row row, Operation operation, Added mean) {
    return List.of(
        row.ours() ? "(" + row.id() + ")" : row.id(),
        text(mean),
        costs.added(row.id(), operation, Of.MEDIAN).map(SubjectSections::text).orElse(NONE),
        costs.cpuNs(row.id(), operation).map(cpu -> Texts.ns(cpu.estimate())).orElse(NONE),
        row.ours() ? "" : comparison(row, operation));
  }

  private String comparison(Row row, Operation operation) {
    if (row.claim().like() == null) {
      return "";
    }
    String pairing =
        row.claim().pairing().isRanked()
            ? ""
            : " (" + row.claim().pairing().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ")";
    Optional<Interval> times =
        row.claim().pairing().isRanked()
            ? costs.timesAsMuch(row.id(), row.claim().like(), operation)
            : Optional.empty();
    return row.claim().like() + times.map(SubjectSections::times).orElse("") + pairing;
  }

  private static String times(Interval ratio) {
    return Double.isNaN(ratio.low())
        ? String.format(Locale.ROOT, ": %.2f x", ratio.estimate())
        : String.format(
            Locale.ROOT, ": %.2f x [%.2f, %.2f]", ratio.estimate(), ratio.low(), ratio.high());
  }

  static String text(Added added) {
    boolean known = !Double.isNaN(added.ns().low());
    return Texts.added(
            added.ns().estimate(),
            known ? added.ns().low() : null,
            known ? added.ns().high() : null,
            "ns")
        + (added.mark().sign().isEmpty() ? "" : " " + added.mark().sign());
  }

  private Section programs() {
    ProgramCosts slowDowns = new ProgramCosts(document);
    List<Column> columns = new ArrayList<>(List.of(Column.text("subject")));
    document.programs().forEach(program -> columns.add(Column.number(program)));
    List<String> ids = new ArrayList<>(document.subjects().stream().map(SubjectFacts::id).toList());
    List<String> ours = document.sensors().stream().map(Sensor::id).toList();
    ids.addAll(ours);
    ids.add(SubjectsDocument.PLACEBO);
    List<List<String>> rows = new ArrayList<>();
    for (String id : ids) {
      List<String> row = new ArrayList<>(List.of(ours.contains(id) ? "(" + id + ")" : id));
      for (String program : document.programs()) {
        row.add(slowDowns.slowDown(id, program).map(SubjectSections::percent).orElse(NONE));
      }
      if (row.stream().skip(1).anyMatch(cell -> !cell.equals(NONE))) {
        rows.add(row);
      }
    }
    return document.programs().isEmpty()
        ? Section.of("Whole programs", List.of())
        : Section.of(
            "Whole programs",
            Table.of(columns, rows),
            List.of("Growth of the wall-clock time, each run with its neighbour; see the legend."));
  }

  private static String percent(ProgramCosts.SlowDown slow) {
    String sign = slow.mark().sign().isEmpty() ? "" : " " + slow.mark().sign();
    return Double.isNaN(slow.ratio().low())
        ? String.format(Locale.ROOT, "%+.1f %%%s", 100 * (slow.ratio().estimate() - 1), sign)
        : String.format(
            Locale.ROOT,
            "%+.1f %% [%+.1f, %+.1f]%s",
            100 * (slow.ratio().estimate() - 1),
            100 * (slow.ratio().low() - 1),
            100 * (slow.ratio().high() - 1),
            sign);
  }

  private List<String> noise(Operation operation) {
    return costs
        .added(SubjectsDocument.PLACEBO, operation, Of.MEAN)
        .map(
            placebo ->
                List.of(
                    "The placebo, pairs without anything on both sides: mean "
                        + text(placebo)
                        + ". An effect of that size is within noise."))
        .orElse(List.of("The placebo was not measured: the noise is unknown."));
  }

  private Section bystander() {
    List<List<String>> rows = new ArrayList<>();
    for (SubjectFacts subject : document.subjects()) {
      List<String> row = new ArrayList<>(List.of(subject.id()));
      for (Operation bystander : SubjectsDocument.BYSTANDERS) {
        row.add(
            costs
                .added(subject.id(), bystander, Of.MEAN)
                .map(SubjectSections::text)
                .orElse("not measured"));
      }
      if (row.stream().skip(1).anyMatch(cell -> !cell.equals("not measured"))) {
        rows.add(row);
      }
    }
    List<Column> columns = new ArrayList<>(List.of(Column.text("subject")));
    SubjectsDocument.BYSTANDERS.forEach(
        bystander -> columns.add(Column.number(bystander + ", mean [95 %]")));
    List<String> sentences = new ArrayList<>();
    SubjectsDocument.BYSTANDERS.forEach(
        bystander ->
            noise(bystander).forEach(sentence -> sentences.add(bystander + ": " + sentence)));
    return new Section(
        "What is added to calls that no subject is asked to watch",
        List.of(),
        Table.of(columns, rows),
        sentences,
        List.of());
  }

  private static List<String> legend() {
    return List.of(
        "Added latency is paired: each block with a subject has one without it in the same round,"
            + " before or after. No sign: significant; = equivalent to no subject, within 5 %; ~ undecided.",
        "compared with our: how many times as much the subject adds as our mechanism of its kind,"
            + " on average. Ours does the least that is possible: hook, record, wake-up. What is"
            + " beyond 1 x is the subject's own work. Only rows of the same hook or event are"
            + " compared.",
        "paced, flood: distinct targets that the log names, of operations that succeeded. silent:"
            + " missing events beyond those that the subject reported lost; a lower bound or unknown"
            + " where it reported any, because its report counts events of others, too. held rate:"
            + " the highest of the tried rates, for a second each, at which the log named every"
            + " operation within a second after the last; one caller offers no more. delay: from"
            + " the moment when an operation was due to the one when its line was found in the log,"
            + " which is looked at each 0.5 ms or more.",
        "A subject runs where the scheduler puts it; ours sleeps on another CPU than the"
            + " operations.");
  }

  private Section described() {
    List<List<String>> rows = new ArrayList<>();
    for (SubjectFacts subject : document.subjects()) {
      rows.add(
          List.of(
              subject.id(),
              subject.version() == null ? NONE : subject.version(),
              PlacementName.brief(subject.placement()),
              subject.mechanism()));
    }
    List<String> sentences = new ArrayList<>();
    document.subjects().stream()
        .filter(subject -> subject.notes() != null)
        .forEach(subject -> sentences.add(subject.id() + ": " + subject.notes()));
    document.subjects().stream()
        .filter(subject -> subject.leaves() != null)
        .forEach(subject -> sentences.add(subject.id() + " leaves behind: " + subject.leaves()));
    return Section.of(
        "The subjects",
        Table.of(
            List.of(
                Column.text("subject"),
                Column.text("version").droppedAs(1),
                Column.text("decides in"),
                Column.text("mechanism")),
            rows),
        sentences);
  }

  private List<String> stopped() {
    Map<String, Integer> failed = new LinkedHashMap<>();
    for (SubjectBlock block : document.blocks()) {
      if (block.reason() != null) {
        failed.merge(
            block.row() + " " + block.operation() + ": " + block.reason(), 1, Integer::sum);
      }
    }
    List<String> sentences = new ArrayList<>();
    failed.forEach(
        (what, count) ->
            sentences.add(count + (count == 1 ? " block failed, " : " blocks failed, ") + what));
    return sentences;
  }

  private List<Reason> missing() {
    Map<String, Reason> reasons = new LinkedHashMap<>();
    for (SubjectTrial trial : document.trials()) {
      if (!trial.available()) {
        reasons.putIfAbsent(
            trial.row() + trial.reason(),
            new Reason(trial.row(), trial.reason() + "; " + trial.remedy()));
      }
    }
    return List.copyOf(reasons.values());
  }
}
