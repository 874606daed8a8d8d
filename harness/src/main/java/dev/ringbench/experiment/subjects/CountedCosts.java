// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects;

import dev.ringbench.figure.Figure;
import dev.ringbench.figure.Metric;
import dev.ringbench.figure.RowName;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import dev.ringbench.section.Column;
import dev.ringbench.section.Section;
import dev.ringbench.section.Table;
import dev.ringbench.stats.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.apache.commons.statistics.descriptive.Median;

/**
 * What rows add in instructions, where the clock counted them: of the median operation, and of all
 * that the only CPU did from the first operation to the last, the subject's own work and its
 * wake-ups included. Boots are repeated, and the range over their blocks is the noise.
 */
final class CountedCosts {
  /** Behind the name of a row: the figure of the whole CPU. */
  static final String WHOLE = "whole-cpu";

  private final SubjectsDocument document;

  CountedCosts(SubjectsDocument document) {
    this.document = document;
  }

  /**
   * Added instructions.
   *
   * @param median over rounds
   * @param low the least of a round
   * @param high the most of a round
   * @param rounds each
   */
  record Added(double median, double low, double high, List<Observation> rounds) {
    String text() {
      return String.format(Locale.ROOT, "%+,.0f [%+,.0f, %+,.0f]", median, low, high);
    }
  }

  Optional<Added> ofMedian(String row, Operation operation) {
    return added(row, operation, block -> (double) block.figures().p50Ns());
  }

  Optional<Added> ofWholeCpu(String row, Operation operation) {
    return added(row, operation, block -> block.elapsedNs() / (double) block.issued());
  }

  private Optional<Added> added(
      String row, Operation operation, ToDoubleFunction<SubjectBlock> figure) {
    List<Observation> rounds = new ArrayList<>();
    for (SubjectBlock with : document.blocks()) {
      if (!with.measured() || !with.row().equals(row) || with.operation() != operation) {
        continue;
      }
      document.blocks().stream()
          .filter(SubjectBlock::measured)
          .filter(block -> block.without() && block.beside().equals(row))
          .filter(block -> block.operation() == operation && block.round() == with.round())
          .forEach(
              without ->
                  rounds.add(
                      new Observation(
                          with.round(),
                          0,
                          figure.applyAsDouble(with) - figure.applyAsDouble(without))));
    }
    if (rounds.isEmpty()) {
      return Optional.empty();
    }
    double[] values = rounds.stream().mapToDouble(Observation::value).toArray();
    return Optional.of(
        new Added(
            Median.withDefaults().evaluate(values),
            rounds.stream().mapToDouble(Observation::value).min().orElseThrow(),
            rounds.stream().mapToDouble(Observation::value).max().orElseThrow(),
            rounds));
  }

  /** Both of a row. */
  List<Figure> figures(String id, Placement placement, Operation operation) {
    List<Figure> figures = new ArrayList<>();
    ofMedian(id, operation)
        .ifPresent(added -> figures.add(figure(id, placement, operation, "", added)));
    ofWholeCpu(id, operation)
        .ifPresent(added -> figures.add(figure(id, placement, operation, WHOLE, added)));
    return figures;
  }

  private static Figure figure(
      String id, Placement placement, Operation operation, String variant, Added added) {
    return new Figure(
        new RowName(
            operation + " " + id + (variant.isEmpty() ? "" : ", " + variant),
            id,
            placement,
            operation,
            Handoff.NONE,
            variant),
        Metric.ADDED_INSTRUCTIONS,
        added.median(),
        added.low(),
        added.high(),
        added.rounds(),
        null,
        null);
  }

  /** A line for each of these rows. */
  Section section(Operation operation, List<String> ids) {
    List<List<String>> rows = new ArrayList<>();
    for (String id : ids) {
      Optional<Added> median = ofMedian(id, operation);
      Optional<Added> whole = ofWholeCpu(id, operation);
      if (median.isPresent() && whole.isPresent()) {
        rows.add(List.of(id, median.get().text(), whole.get().text()));
      }
    }
    return rows.isEmpty()
        ? Section.of("", List.of())
        : Section.of(
            "Instructions added to each " + operation,
            Table.of(
                List.of(
                    Column.text("subject"),
                    Column.number("of the median operation"),
                    Column.number("of the whole CPU")),
                rows),
            List.of(
                "Brackets: the least and the most of a round, over all boots; they are no intervals."
                    + " whole CPU: all instructions from the first operation to the last, the"
                    + " subject's own work and its wake-ups included."));
  }
}
