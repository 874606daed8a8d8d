// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.matrix;

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
import dev.ringbench.figure.Row;
import dev.ringbench.figure.RowName;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import dev.ringbench.section.Chart;
import dev.ringbench.section.Section;
import dev.ringbench.stats.Interval;
import dev.ringbench.stats.Mark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What is computed of a document of sensors over kernels. */
public final class MatrixReading implements Reading {
  /** See {@link dev.ringbench.document.Experiment#id}. */
  static final String KIND = "matrix";

  private static final double MARGIN = 0.05;

  private final Head head;
  private final MatrixDocument document;
  private final MatrixCosts costs;

  /** {@code file}: where the document was read, or will be. */
  public MatrixReading(Path file, MatrixDocument document) {
    this.document = document;
    this.costs = new MatrixCosts(document);
    this.head =
        new Head(
            file,
            KIND,
            document.version(),
            document.startedAt(),
            document.finishedAt(),
            document.environment(),
            Head.Clock.COUNTED,
            document.statusReason());
  }

  /** The document itself. */
  public MatrixDocument document() {
    return document;
  }

  @Override
  public Head head() {
    return head;
  }

  @Override
  public Basis basis() {
    return Basis.of(head).scoped(document.operations().toString());
  }

  @Override
  public String title() {
    return "What sensors cost in other kernels";
  }

  @Override
  public String chapter() {
    return "Kernels";
  }

  @Override
  public List<Section> firstScreen() {
    MatrixSections sections = tables();
    return FirstScreen.of(this, sections.added(document.operations().get(0)));
  }

  private MatrixSections tables() {
    return new MatrixSections(head, document, costs);
  }

  @Override
  public List<Section> sections() {
    return tables().sections();
  }

  @Override
  public List<Chart> charts(String prefix) {
    return new MatrixCharts(prefix, document, costs, tables()).charts();
  }

  @Override
  public List<String> warnings() {
    return document.warnings();
  }

  @Override
  public List<Answer> answers() {
    return new MatrixAnswers(document, costs, worth()).all();
  }

  @Override
  public List<Long> worth() {
    return List.of((long) costs.kernels().size(), (long) document.boots());
  }

  @Override
  public List<SensorNote> sensorNotes() {
    return SensorNote.of(document.sensors());
  }

  @Override
  public String rerun() {
    Stream<String> kernels =
        document.kernels().stream()
            .map(
                kernel ->
                    kernel.packageName() == null
                        ? "/boot/vmlinuz-" + kernel.release()
                        : kernel.packageName()
                            + (kernel.suite() == null ? "" : "/" + kernel.suite()))
            .distinct()
            .map(named -> option("--kernel", List.of(named)));
    Stream<String> lines =
        document.kernels().stream()
            .map(MatrixKernel::commandLine)
            .distinct()
            .filter(line -> !line.isEmpty())
            .map(line -> option("--cmdline", List.of(line)));
    return command(
        "./ringbench guest matrix",
        Stream.of(
                kernels,
                lines,
                Stream.of(
                    option("--operations", document.operations()),
                    sensors(document.sensors()),
                    option("--boots", List.of(document.boots()))))
            .flatMap(words -> words)
            .toArray(String[]::new));
  }

  @Override
  public List<Figure> figures() {
    List<Figure> figures = new ArrayList<>();
    for (MatrixKernel kernel : costs.kernels()) {
      for (Operation operation : document.operations()) {
        for (Cell cell : costs.cells(operation)) {
          figures.add(figure(kernel, cell));
        }
      }
    }
    return figures;
  }

  /** With the operation itself in each kernel, which no sensor adds. */
  @Override
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>(Reading.super.rows());
    for (MatrixKernel kernel : costs.kernels()) {
      for (Operation operation : document.operations()) {
        costs.bare(kernel, operation).ifPresent(bare -> rows.add(bare(kernel, operation, bare)));
      }
    }
    return rows;
  }

  private Row bare(MatrixKernel kernel, Operation operation, Interval bare) {
    boolean one = Double.isNaN(bare.low());
    return new Row(
        head().kind() + "-" + variant(kernel),
        operation,
        "none",
        Placement.BASELINE,
        null,
        Handoff.NONE,
        0,
        Metric.INSTRUCTIONS_P50,
        bare.estimate(),
        one ? null : bare.low(),
        one ? null : bare.high(),
        head().emulated() ? Row.Status.EMULATED : Row.Status.OK,
        null,
        null);
  }

  private static String variant(MatrixKernel kernel) {
    return kernel.name().replaceAll("[^A-Za-z0-9]+", "-");
  }

  private Figure figure(MatrixKernel kernel, Cell cell) {
    RowName row =
        new RowName(
            cell + ", " + kernel.name(),
            cell.sensor(),
            document.sensor(cell.sensor()).placement(),
            cell.operation(),
            cell.handoff(),
            variant(kernel) + (cell.rules() == 0 ? "" : "-" + cell.rules() + "-rules"));
    return costs
        .added(kernel, cell)
        .map(
            added -> {
              Interval ends = costs.ends(kernel, cell);
              boolean hidden = Math.abs(added.value()) <= added.noise();
              return new Figure(
                  row,
                  Metric.ADDED_INSTRUCTIONS,
                  added.value(),
                  ends.low(),
                  ends.high(),
                  List.of(),
                  hidden
                      ? String.format(
                          Locale.ROOT, "below the noise floor of %,.0f instructions", added.noise())
                      : null,
                  hidden ? mark(kernel, cell, added) : Mark.SIGNIFICANT);
            })
        .orElseGet(
            () -> {
              String reason = costs.reason(kernel, cell);
              return new Figure(
                  row,
                  Metric.ADDED_INSTRUCTIONS,
                  null,
                  null,
                  null,
                  List.of(),
                  reason == null ? "not counted" : reason,
                  null);
            });
  }

  private Mark mark(MatrixKernel kernel, Cell cell, MatrixCosts.Added added) {
    double bare = costs.bare(kernel, cell.operation()).map(Interval::estimate).orElse(0.0);
    return added.noise() <= MARGIN * bare ? Mark.EQUIVALENT : Mark.UNDECIDED;
  }

  @Override
  public List<Check> checks() {
    return new MatrixChecks(document).all();
  }
}
