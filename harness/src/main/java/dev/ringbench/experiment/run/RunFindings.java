// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the machine showed, in sentences. A sentence ranks two rows only where their intervals are
 * apart at the median and on average, in the same direction, and where their pairing allows it;
 * where median and mean disagree, the sentence says that nothing is decided, and shows both.
 */
public final class RunFindings {
  private static final int MOST = 3;

  private final RunFigures figures;
  private final boolean counted;
  private final CountedNoise noise;

  /** For one document. */
  public RunFindings(RunFigures figures) {
    this.figures = figures;
    this.counted = !figures.document().instructionCounts().isEmpty();
    this.noise = new CountedNoise(figures);
  }

  /** At most three, those of the first operation first. */
  public List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    for (Operation operation : figures.document().run().operations()) {
      border(operation).ifPresent(sentences::add);
      handoff(operation).ifPresent(sentences::add);
      watching(operation).ifPresent(sentences::add);
    }
    return sentences.stream().limit(MOST).toList();
  }

  /** What a cell adds, at the median and on average; the median's is significant. */
  private record Effect(Cell cell, Placement placement, Row median, Row mean) {}

  /** Which of two rows costs less. */
  private enum Order {
    /** By the median and by the mean. */
    LESS,
    /** The other does. */
    MORE,
    /** By the one they are apart, and not by the other, or the other way round. */
    DISPUTED,
    /** Neither tells them apart. */
    ALIKE
  }

  private Stream<Effect> effects(Operation operation) {
    return figures.document().availability().stream()
        .map(Availability::cell)
        .filter(cell -> cell.operation() == operation && cell.rules() == 0)
        .flatMap(cell -> effect(cell).stream());
  }

  private Optional<Effect> effect(Cell cell) {
    Metric median = counted ? InstructionRows.ADDED_P50 : Metric.ADDED_P50;
    Metric mean = counted ? InstructionRows.ADDED_MEAN : Metric.ADDED_MEAN;
    return figures
        .row(cell, median)
        .filter(row -> row.isSignificant() && (row.ciLow() != null || counted))
        .flatMap(
            row ->
                figures
                    .row(cell, mean)
                    .filter(Row::hasValue)
                    .map(
                        average ->
                            new Effect(
                                cell, figures.sensor(cell.sensor()).placement(), row, average)));
  }

  private Order order(Effect one, Effect other) {
    int median =
        counted
            ? apart(noise.ends(one.cell()), noise.ends(other.cell()))
            : apart(ends(one.median()), ends(other.median()));
    int mean = apart(ends(one.mean()), ends(other.mean()));
    if (median == 0 && mean == 0) {
      return Order.ALIKE;
    }
    return median != mean ? Order.DISPUTED : median < 0 ? Order.LESS : Order.MORE;
  }

  /** -1: the first is below the other; 1: above; 0: they overlap. */
  private static int apart(Interval one, Interval other) {
    if (one.high() < other.low()) {
      return -1;
    }
    return one.low() > other.high() ? 1 : 0;
  }

  /** A count of a single boot has no ends but itself. */
  private static Interval ends(Row row) {
    return new Interval(
        row.value(),
        row.ciLow() == null ? row.value() : row.ciLow(),
        row.ciHigh() == null ? row.value() : row.ciHigh());
  }

  private String named(Effect effect) {
    Handoff handoff = effect.cell().handoff();
    return effect.cell().sensor()
        + (handoff == Handoff.NONE ? "" : " (" + handoff + ")")
        + " adds "
        + added(effect);
  }

  private String added(Effect effect) {
    return text(effect.median()) + " (on average " + text(effect.mean()) + ")";
  }

  private String text(Row row) {
    return counted
        ? String.format(Locale.ROOT, "%+,.0f instructions", row.value())
        : Numbers.added(row);
  }

  private boolean sameHook(Effect a, Effect b) {
    return figures.sensor(a.cell().sensor()).pairs().stream()
        .anyMatch(
            pair -> pair.with().equals(b.cell().sensor()) && pair.pairing() == Pairing.SAME_HOOK);
  }

  private static double mean(Effect effect) {
    return effect.mean().value();
  }

  /** The price of the border: one hook, decided in the kernel or by a process. */
  private Optional<String> border(Operation operation) {
    List<Effect> effects = effects(operation).toList();
    String disputed = null;
    Effect asked = null;
    Effect decided = null;
    for (Effect kernel : of(effects, Placement.KERNEL_VERIFIED)) {
      List<Effect> handoffs =
          of(effects, Placement.USER_SYNC).stream()
              .filter(user -> sameHook(user, kernel))
              .sorted(Comparator.comparingDouble(RunFindings::mean))
              .toList();
      if (handoffs.isEmpty()) {
        continue;
      }
      Effect best = handoffs.get(0);
      if (handoffs.stream().allMatch(user -> order(kernel, user) == Order.LESS)) {
        if (asked == null || mean(best) < mean(asked)) {
          asked = best;
          decided = kernel;
        }
      } else {
        disputed =
            operation
                + ": it is undecided whether a verdict from user mode costs more than one in the"
                + " kernel at the same hook: "
                + named(best)
                + ", "
                + named(kernel)
                + ".";
      }
    }
    return asked == null
        ? Optional.ofNullable(disputed)
        : Optional.of(
            operation
                + ": at the same hook, a verdict from user mode costs more than one in the kernel,"
                + " even with the best hand-off: "
                + named(asked)
                + ", "
                + named(decided)
                + ".");
  }

  private static List<Effect> of(List<Effect> effects, Placement placement) {
    return effects.stream().filter(effect -> effect.placement() == placement).toList();
  }

  /** How far hand-off alone moves a sensor. */
  private Optional<String> handoff(Operation operation) {
    Effect low = null;
    Effect high = null;
    List<Effect> asked = of(effects(operation).toList(), Placement.USER_SYNC);
    for (Effect one : asked) {
      for (Effect other : asked) {
        boolean wider = low == null || mean(other) / mean(one) > mean(high) / mean(low);
        if (one.cell().sensor().equals(other.cell().sensor())
            && order(one, other) == Order.LESS
            && wider) {
          low = one;
          high = other;
        }
      }
    }
    if (low == null) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s: hand-off alone changes the price of one mechanism: %s, (%s) adds %s, %.1f times as"
                + " much on average.",
            operation,
            named(low),
            high.cell().handoff(),
            added(high),
            mean(high) / mean(low)));
  }

  /** Watching the same event from the kernel and from inside the process. */
  private Optional<String> watching(Operation operation) {
    for (Effect kernel : of(effects(operation).toList(), Placement.KERNEL_VERIFIED)) {
      if (kernel.cell().handoff() != Handoff.BUSY_POLL) {
        continue;
      }
      for (Sensor.Pair pair : figures.sensor(kernel.cell().sensor()).pairs()) {
        Sensor other = figures.sensor(pair.with());
        if (other == null
            || other.placement() != Placement.IN_PROCESS
            || pair.pairing() != Pairing.SAME_EVENT) {
          continue;
        }
        Optional<String> sentence =
            effect(new Cell(other.id(), operation, kernel.cell().handoff()))
                .flatMap(inside -> watching(operation, kernel, inside));
        if (sentence.isPresent()) {
          return sentence;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> watching(Operation operation, Effect kernel, Effect inside) {
    String figuresOfBoth = ": " + named(kernel) + ", " + named(inside) + ".";
    return switch (order(inside, kernel)) {
      case LESS ->
          Optional.of(
              operation
                  + ": to only watch, the border into the kernel costs more than a hook in the"
                  + " process, which is blind to direct system calls"
                  + figuresOfBoth);
      case MORE ->
          Optional.of(
              operation
                  + ": to only watch, verified code in the kernel costs less than a hook in the"
                  + " process"
                  + figuresOfBoth);
      case DISPUTED ->
          Optional.of(
              operation
                  + ": it is undecided whether verified code in the kernel or a hook in the process"
                  + " costs less to only watch, because median and mean do not agree"
                  + figuresOfBoth);
      case ALIKE -> Optional.empty();
    };
  }
}
