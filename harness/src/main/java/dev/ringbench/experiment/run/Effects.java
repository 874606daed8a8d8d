// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.counted.CountedNoise;
import dev.ringbench.figure.Metric;
import dev.ringbench.figure.Numbers;
import dev.ringbench.figure.Row;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Pairing;
import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import dev.ringbench.stats.Interval;
import dev.ringbench.stats.NoiseFloor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the cells of one document add, at the median and on average, and which of two adds less. Two
 * are ranked where their intervals are apart, and by more than no sensor at all seems to add; an
 * effect that is not significant can be ranked, too, as its interval says how large it may be.
 */
final class Effects {
  private final RunFigures figures;
  private final boolean counted;
  private final CountedNoise noise;

  /** What a cell adds. */
  record Effect(Cell cell, Placement placement, Row median, Row mean) {
    /** On average, in the unit of the document. */
    double onAverage() {
      return mean.value();
    }
  }

  /** Which of two rows costs less. */
  enum Order {
    /** The first, by the median and by the mean. */
    LESS,
    /** The second does. */
    MORE,
    /** By the one they are apart, and not by the other, or the other way round. */
    DISPUTED,
    /** Neither tells them apart. */
    ALIKE
  }

  Effects(RunFigures figures) {
    this.figures = figures;
    this.counted = !figures.document().instructionCounts().isEmpty();
    this.noise = new CountedNoise(figures.document().instructionCounts(), figures::baselineOf);
  }

  /** Of every cell of the operation without rules that has both figures with their intervals. */
  Stream<Effect> of(Operation operation) {
    return figures.document().availability().stream()
        .map(Availability::cell)
        .filter(cell -> cell.operation() == operation && cell.rules() == 0)
        .flatMap(cell -> of(cell).stream());
  }

  /** Those of a placement. */
  List<Effect> of(Operation operation, Placement placement) {
    return of(operation).filter(effect -> effect.placement() == placement).toList();
  }

  /** Empty: one of the figures is missing, or has no interval. */
  Optional<Effect> of(Cell cell) {
    Metric median = counted ? InstructionRows.ADDED_P50 : Metric.ADDED_P50;
    Metric mean = counted ? InstructionRows.ADDED_MEAN : Metric.ADDED_MEAN;
    return figures
        .row(cell, median)
        .filter(row -> row.hasValue() && (row.ciLow() != null || counted))
        .flatMap(
            row ->
                figures
                    .row(cell, mean)
                    .filter(other -> other.hasValue() && (other.ciLow() != null || counted))
                    .map(
                        average ->
                            new Effect(
                                cell, figures.sensor(cell.sensor()).placement(), row, average)));
  }

  /** How the first compares with the second. */
  Order order(Effect one, Effect other) {
    int median =
        counted
            ? apart(noise.ends(one.cell()), noise.ends(other.cell()), 0)
            : apart(ends(one.median()), ends(other.median()), floor(one, BlockValue.COST_P50));
    int mean =
        apart(ends(one.mean()), ends(other.mean()), counted ? 0 : floor(one, BlockValue.COST_MEAN));
    if (median == 0 && mean == 0) {
      return Order.ALIKE;
    }
    return median != mean ? Order.DISPUTED : median < 0 ? Order.LESS : Order.MORE;
  }

  private double floor(Effect effect, BlockValue value) {
    return figures
        .noiseFloor(effect.cell().operation(), value)
        .filter(NoiseFloor::isKnown)
        .map(NoiseFloor::width)
        .orElse(0.0);
  }

  /** -1: the first is below the other by more than {@code least}; 1: above; 0: neither. */
  private static int apart(Interval one, Interval other, double least) {
    if (other.low() - one.high() > least) {
      return -1;
    }
    return one.low() - other.high() > least ? 1 : 0;
  }

  /** A count of a single boot has no ends but itself. */
  private static Interval ends(Row row) {
    return new Interval(
        row.value(),
        row.ciLow() == null ? row.value() : row.ciLow(),
        row.ciHigh() == null ? row.value() : row.ciHigh());
  }

  /** "seccomp-notify (same-cpu)". */
  static String name(Effect effect) {
    Handoff handoff = effect.cell().handoff();
    return effect.cell().sensor() + (handoff == Handoff.NONE ? "" : " (" + handoff + ")");
  }

  /** "seccomp-notify s": with the letter of its hand-off, if it has one. */
  static String brief(Cell cell) {
    Handoff handoff = cell.handoff();
    return cell.sensor() + (handoff == Handoff.NONE ? "" : " " + handoff.letter());
  }

  /** "+12.3 us ~": without its interval. */
  String brief(Row row) {
    String value =
        counted
            ? String.format(Locale.ROOT, "%+,.0f", row.value())
            : (row.value() < 0 ? "" : "+") + Numbers.time(row.value());
    return row.isSignificant() ? value : (value + " " + row.sign()).strip();
  }

  /** "+5870 [+5786, +6051] ns": on average. */
  String average(Effect effect) {
    return text(effect.mean());
  }

  /** At the median and on average. */
  String added(Effect effect) {
    return text(effect.median()) + " (on average " + text(effect.mean()) + ")";
  }

  private String text(Row row) {
    return (counted ? instructions(row) : Numbers.added(row))
        + (row.isSignificant() || row.sign().isEmpty() ? "" : " " + row.sign());
  }

  /** With the least and the most of several boots. */
  private static String instructions(Row row) {
    String value = String.format(Locale.ROOT, "%+,.0f", row.value());
    return row.ciLow() == null
        ? value + " instructions"
        : String.format(
            Locale.ROOT, "%s [%+,.0f, %+,.0f] instructions", value, row.ciLow(), row.ciHigh());
  }

  /** Whether the first may be compared with the second as at one hook. */
  boolean sameHook(Effect a, Effect b) {
    return paired(a, b, Pairing.SAME_HOOK);
  }

  /** Whether the first's descriptor pairs it so with the second. */
  boolean paired(Effect a, Effect b, Pairing pairing) {
    Sensor sensor = figures.sensor(a.cell().sensor());
    return sensor.pairs().stream()
        .anyMatch(pair -> pair.with().equals(b.cell().sensor()) && pair.pairing() == pairing);
  }
}
