// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.figure.Metric;
import dev.ringbench.figure.Numbers;
import dev.ringbench.figure.Row;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Pairing;
import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the machine showed, in sentences. A sentence is only made where intervals keep apart what it
 * tells apart, and only sensors are ranked whose pairing allows it.
 */
public final class RunFindings {
  private static final int MOST = 3;

  private final RunFigures comparison;
  private final CountedNoise noise;
  private final Metric metric;

  /** For one document. */
  public RunFindings(RunFigures comparison) {
    this.comparison = comparison;
    this.noise = new CountedNoise(comparison);
    this.metric =
        comparison.document().instructionCounts().isEmpty()
            ? Metric.ADDED_P50
            : InstructionRows.ADDED_P50;
  }

  /** At most three, those of the first operation first. */
  public List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    for (Operation operation : comparison.document().run().operations()) {
      border(operation).ifPresent(sentences::add);
      handoff(operation).ifPresent(sentences::add);
      watching(operation).ifPresent(sentences::add);
    }
    return sentences.stream().limit(MOST).toList();
  }

  private Stream<Cell> cells(Operation operation) {
    return comparison.document().availability().stream()
        .map(tried -> tried.cell())
        .filter(cell -> cell.operation() == operation && cell.rules() == 0);
  }

  private Optional<Row> effect(Cell cell) {
    return comparison
        .row(cell, metric)
        .filter(row -> row.isSignificant() && (row.ciLow() != null || counted(row)));
  }

  private static boolean counted(Row row) {
    return row.unit().equals(InstructionRows.UNIT);
  }

  private boolean apart(Row smaller, Row larger) {
    return counted(smaller)
        ? noise.ends(cell(smaller)).high() < noise.ends(cell(larger)).low()
        : smaller.ciHigh() < larger.ciLow();
  }

  private static Cell cell(Row row) {
    return new Cell(row.sensor(), row.operation(), row.handoff(), row.rules());
  }

  private static String named(Row row) {
    return row.sensor()
        + (row.handoff() == Handoff.NONE ? "" : " (" + row.handoff() + ")")
        + " adds "
        + (counted(row)
            ? String.format(Locale.ROOT, "%+,.0f instructions", row.value())
            : Numbers.added(row));
  }

  private boolean sameHook(Row a, Row b) {
    return comparison.sensor(a.sensor()).pairs().stream()
        .anyMatch(pair -> pair.with().equals(b.sensor()) && pair.pairing() == Pairing.SAME_HOOK);
  }

  /** The price of the border: one hook, decided in the kernel or by a process. */
  private Optional<String> border(Operation operation) {
    List<Row> effects = cells(operation).flatMap(cell -> effect(cell).stream()).toList();
    Row best = null;
    Row kernel = null;
    for (Row asked : effects) {
      if (asked.placement() != Placement.USER_SYNC) {
        continue;
      }
      for (Row decided : effects) {
        if (decided.placement() == Placement.KERNEL_VERIFIED
            && sameHook(asked, decided)
            && apart(decided, asked)
            && (best == null || asked.value() < best.value())) {
          best = asked;
          kernel = decided;
        }
      }
    }
    if (best == null) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s: at the same hook, a verdict from user mode costs more than one in the kernel even"
                + " with the best hand-off: %s, %s.",
            operation,
            named(best),
            named(kernel)));
  }

  /** How far hand-off alone moves a sensor. */
  private Optional<String> handoff(Operation operation) {
    Row low = null;
    Row high = null;
    for (Sensor sensor : comparison.document().sensors()) {
      if (sensor.placement() != Placement.USER_SYNC) {
        continue;
      }
      List<Row> rows =
          cells(operation)
              .filter(cell -> cell.sensor().equals(sensor.id()))
              .flatMap(cell -> effect(cell).stream())
              .sorted(java.util.Comparator.comparing(Row::value))
              .toList();
      if (rows.size() < 2) {
        continue;
      }
      Row first = rows.get(0);
      Row last = rows.get(rows.size() - 1);
      boolean wider = low == null || last.value() / first.value() > high.value() / low.value();
      if (apart(first, last) && wider) {
        low = first;
        high = last;
      }
    }
    if (low == null) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s: hand-off alone changes the price of one mechanism: %s, %s, %.1f times as much.",
            operation,
            named(low),
            named(high).substring(high.sensor().length() + 1),
            high.value() / low.value()));
  }

  /** Watching the same event from the kernel and from inside the process. */
  private Optional<String> watching(Operation operation) {
    for (Cell cell : cells(operation).toList()) {
      Sensor sensor = comparison.sensor(cell.sensor());
      if (sensor.placement() != Placement.KERNEL_VERIFIED) {
        continue;
      }
      for (Sensor.Pair pair : sensor.pairs()) {
        Sensor other = comparison.sensor(pair.with());
        if (other == null
            || other.placement() != Placement.IN_PROCESS
            || pair.pairing() != Pairing.SAME_EVENT
            || cell.handoff() != Handoff.BUSY_POLL) {
          continue;
        }
        Optional<Row> kernel = effect(cell);
        Optional<Row> inside = effect(new Cell(other.id(), operation, cell.handoff()));
        if (kernel.isPresent() && inside.isPresent() && apart(inside.get(), kernel.get())) {
          return Optional.of(
              String.format(
                  Locale.ROOT,
                  "%s: to only watch, the border into the kernel costs more than a hook in the"
                      + " process, which is blind to direct system calls: %s, %s.",
                  operation,
                  named(kernel.get()),
                  named(inside.get())));
        }
        if (kernel.isPresent() && inside.isPresent() && apart(kernel.get(), inside.get())) {
          return Optional.of(
              String.format(
                  Locale.ROOT,
                  "%s: to only watch, verified code in the kernel costs less than a hook in the"
                      + " process: %s, %s.",
                  operation,
                  named(kernel.get()),
                  named(inside.get())));
        }
      }
    }
    return Optional.empty();
  }
}
