// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.check.Check;
import dev.ringbench.counted.InstructionCount;
import dev.ringbench.document.Answer;
import dev.ringbench.document.Basis;
import dev.ringbench.document.Head;
import dev.ringbench.document.Reading;
import dev.ringbench.document.SensorNote;
import dev.ringbench.document.Topic;
import dev.ringbench.document.VerdictCell;
import dev.ringbench.figure.Benchmark;
import dev.ringbench.figure.Figure;
import dev.ringbench.figure.Histograms;
import dev.ringbench.figure.Numbers;
import dev.ringbench.figure.Row;
import dev.ringbench.figure.TaggedHistogram;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Sensor;
import dev.ringbench.section.Chart;
import dev.ringbench.section.Section;
import dev.ringbench.stats.NoiseFloor;
import dev.ringbench.stats.PairedUnits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is computed of a run's document. */
public final class RunReading implements Reading {
  /** See {@link dev.ringbench.document.Experiment#id}. */
  static final String KIND = "run";

  /** Runnable processes, over a minute: more is another machine than an idle one. */
  private static final double QUIET_LOAD = 1;

  private final Head head;
  private final RunDocument document;
  private RunFigures figures;
  private RunComparables comparables;
  private List<Figure> compared;

  /** {@code file}: where the document was read, or will be. */
  public RunReading(Path file, RunDocument document) {
    this.document = document;
    RunDocument.Run run = document.run();
    this.head =
        new Head(
            file,
            KIND,
            document.version(),
            run.startedAt(),
            run.finishedAt(),
            document.environment(),
            counted()
                ? Head.Clock.COUNTED
                : run.emulated() ? Head.Clock.EMULATED : Head.Clock.TIMED,
            run.status() == RunDocument.Status.COMPLETE ? null : run.statusReason());
  }

  /** The document itself. */
  public RunDocument document() {
    return document;
  }

  /** Its effects, floors and counts. */
  public synchronized RunFigures runFigures() {
    if (figures == null) {
      figures = RunFigures.of(document);
    }
    return figures;
  }

  private synchronized RunComparables comparables() {
    if (comparables == null) {
      comparables = new RunComparables(runFigures());
    }
    return comparables;
  }

  private boolean counted() {
    return !document.instructionCounts().isEmpty();
  }

  @Override
  public Head head() {
    return head;
  }

  /**
   * Operations of a counted block: warming up goes by blocks, and some rows settle only after more
   * of it. Of a call where there is one, as documents may have more operations than others.
   */
  private int blockSize() {
    return document.instructionCounts().stream()
        .filter(count -> count.rules() == 0)
        .sorted(Comparator.comparing(count -> count.operation().makesProcess()))
        .mapToInt(InstructionCount::operations)
        .findFirst()
        .orElse(0);
  }

  @Override
  public Basis basis() {
    RunDocument.Run run = document.run();
    List<Integer> rules =
        document.availability().stream()
            .map(tried -> tried.cell().rules())
            .distinct()
            .sorted()
            .toList();
    Basis basis =
        Basis.of(head)
            .with(
                new Basis.Fact(
                    "how much is measured",
                    counted() ? blockSize() : run.blockSettings(),
                    counted() ? blockSize() + " operations a block" : "profile " + run.profile()))
            .withContent(run.content(), rules.stream().anyMatch(count -> count > 0))
            .with(Basis.Fact.of("baseline of sensors with a consumer", baselineOfConsumers()))
            .scoped(run.profile() + run.operations() + rules)
            .inSession(run.session());
    basis = tellingHowQuiet(basis);
    return RunMigration.isOf(document) ? basis.migratedTo(RunDocument.SCHEMA_VERSION) : basis;
  }

  /** Earlier builds charged what the harness adds for a hand-off to the sensor. */
  private String baselineOfConsumers() {
    Set<String> consumers =
        document.sensors().stream()
            .filter(Sensor::consumer)
            .map(Sensor::id)
            .collect(Collectors.toUnmodifiableSet());
    boolean none =
        document.sensors().stream()
            .filter(Sensor::reports)
            .anyMatch(sensor -> !consumers.contains(sensor.baseline()));
    return none ? "no sensor" : "an idle consumer";
  }

  /** Whether the machine was as quiet when the other was measured. */
  private Basis tellingHowQuiet(Basis basis) {
    Basis told = basis;
    Double load = document.environment().machine().load1();
    if (load != null) {
      String shown = String.format(Locale.ROOT, "%.1f", load);
      told =
          told.telling(new Basis.Fact("load at the start", load > QUIET_LOAD ? shown : 0, shown));
    }
    if (!counted()) {
      for (Operation operation : document.run().operations()) {
        told =
            runFigures()
                .noiseFloor(operation, BlockValue.COST_P50)
                .filter(NoiseFloor::isKnown)
                .map(
                    floor ->
                        new Basis.Fact(
                            "noise floor of " + operation,
                            Math.round(Math.log(Math.max(1, floor.width())) / Math.log(2)),
                            Numbers.time(floor.width())))
                .map(told::telling)
                .orElse(told);
      }
    }
    return told;
  }

  @Override
  public String title() {
    return "What sensors cost on this machine";
  }

  @Override
  public String chapter() {
    return counted() ? "Guest instructions" : "Latency";
  }

  @Override
  public List<Section> firstScreen() {
    return new RunScreen(head, runFigures()).sections();
  }

  @Override
  public List<Section> sections() {
    return new RunSections(runFigures()).sections();
  }

  /** Its sections have them all, where a machine shows more than one. */
  @Override
  public List<Section> report() {
    return sections();
  }

  @Override
  public List<Chart> charts(String prefix) {
    return new RunCharts(prefix, runFigures()).charts();
  }

  @Override
  public List<Answer> answers() {
    List<Long> worth = worth();
    List<Answer> answers = new ArrayList<>();
    for (String sentence : new RunFindings(runFigures()).sentences()) {
      // What whole programs pay comes second.
      int rank = answers.isEmpty() ? 1 : 2 + answers.size();
      answers.add(new Answer(Answer.Question.COST, rank, worth, sentence));
    }
    return answers;
  }

  /**
   * Of several documents the best one answers, not the largest: native before emulated, counted
   * before timed, quiet before noisy, then by profile, by sessions and by the noise itself.
   */
  @Override
  public List<Long> worth() {
    Operation first = document.run().operations().get(0);
    double noise =
        runFigures()
            .noiseFloor(first, BlockValue.COST_P50)
            .map(NoiseFloor::width)
            .orElse(Double.POSITIVE_INFINITY);
    double whole = runFigures().withoutSensor(first).orElse(0.0);
    long profile =
        Stream.of(Profile.values())
            .filter(known -> known.toString().equals(document.run().profile()))
            .mapToLong(Profile::ordinal)
            .findFirst()
            .orElse(-1);
    return List.of(
        head.emulated() ? 0L : 1L,
        counted() ? 1L : 0L,
        noise <= RunFigures.MARGIN * whole ? 1L : 0L,
        profile,
        (long) document.run().sessionCount(),
        -(long) Math.min(noise, Integer.MAX_VALUE));
  }

  @Override
  public List<VerdictCell> verdicts() {
    return new RunVerdict(runFigures()).cells();
  }

  @Override
  public List<SensorNote> sensorNotes() {
    return SensorNote.of(document.sensors());
  }

  @Override
  public Optional<Topic> topicOf(Chart chart) {
    return chart.id().contains(RunCharts.RULES) ? Optional.of(Topic.RULES) : Optional.empty();
  }

  @Override
  public String rerun() {
    return RunAgain.of(document);
  }

  @Override
  public synchronized List<Figure> figures() {
    if (compared == null) {
      compared = List.copyOf(comparables().all());
    }
    return compared;
  }

  @Override
  public Optional<PairedUnits> pairedWith(Reading base, Figure.Key key) {
    return base instanceof RunReading run
        ? comparables().pairedWith(run.runFigures(), key)
        : Optional.empty();
  }

  @Override
  public List<Check> checks() {
    if (!counted()) {
      return TimedChecks.of(document);
    }
    List<Check> checks = new ArrayList<>(new CountedChecks(document).all());
    checks.addAll(CountedFacts.of(document));
    return checks;
  }

  @Override
  public List<Row> rows() {
    return runFigures().rows();
  }

  @Override
  public List<Benchmark> benchmarks() {
    return RunBenchmarks.of(runFigures());
  }

  @Override
  public Stream<TaggedHistogram> histograms() {
    return document.histograms().stream()
        .map(
            cell ->
                new TaggedHistogram(
                    cell.operation()
                        + "."
                        + cell.sensor()
                        + "."
                        + cell.handoff()
                        + (cell.rules() == 0 ? "" : "." + cell.rules() + "-rules")
                        + "."
                        + cell.metric(),
                    Histograms.decode(cell.encoded())));
  }
}
