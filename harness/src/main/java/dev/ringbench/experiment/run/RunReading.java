// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.check.Check;
import dev.ringbench.document.Answer;
import dev.ringbench.document.Basis;
import dev.ringbench.document.Head;
import dev.ringbench.document.Reading;
import dev.ringbench.figure.Benchmark;
import dev.ringbench.figure.Figure;
import dev.ringbench.figure.Histograms;
import dev.ringbench.figure.Row;
import dev.ringbench.figure.TaggedHistogram;
import dev.ringbench.section.Chart;
import dev.ringbench.section.Section;
import dev.ringbench.stats.PairedUnits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What is computed of a run's document. */
public final class RunReading implements Reading {
  /** See {@link dev.ringbench.document.Experiment#id}. */
  static final String KIND = "run";

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
            .scoped(run.profile() + run.operations() + rules)
            .inSession(run.session());
    return RunMigration.isOf(document) ? basis.migratedTo(RunDocument.SCHEMA_VERSION) : basis;
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
  public List<Section> sections() {
    return new RunSections(runFigures()).sections();
  }

  @Override
  public List<Chart> charts(String prefix) {
    return new RunCharts(prefix, runFigures()).charts();
  }

  @Override
  public List<Answer> answers() {
    List<Long> worth =
        List.of(head.emulated() ? 0L : 1L, counted() ? 1L : 0L, (long) document.blocks().size());
    List<Answer> answers = new ArrayList<>();
    for (String sentence : new RunFindings(runFigures()).sentences()) {
      // What whole programs pay comes second.
      int rank = answers.isEmpty() ? 1 : 2 + answers.size();
      answers.add(new Answer(Answer.Question.COST, rank, worth, sentence));
    }
    return answers;
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
    return counted() ? new CountedChecks(document).all() : TimedChecks.of(document);
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
  public List<TaggedHistogram> histograms() {
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
                    Histograms.decode(cell.encoded())))
        .toList();
  }
}
