// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.document.FirstScreen;
import dev.ringbench.figure.Metric;
import dev.ringbench.figure.Row;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the rows without rules lost of their events, reported or silently. */
final class Losses {
  private static final double PERCENT = 100;
  private static final double SMALLEST_SHOWN = 0.005;
  private static final int MOST = 2;

  private final RunFigures figures;

  Losses(RunFigures figures) {
    this.figures = figures;
  }

  private record Loss(String row, double share) {
    @Override
    public String toString() {
      return row + " " + percent(share);
    }
  }

  /** Whether anything was lost, and where: YES, NO, UNKNOWN or NOT MEASURED first. */
  String answer() {
    double issued = 0;
    List<Loss> losing = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (Operation operation : figures.document().run().operations()) {
      for (Cell cell : reporting(operation)) {
        Optional<Double> share = share(cell);
        issued += value(cell, Metric.ISSUED).orElse(0.0);
        String row = operation + " " + Effects.brief(cell);
        if (share.isEmpty()) {
          unknown.add(row);
        } else if (share.get() > 0) {
          losing.add(new Loss(row, share.get()));
        }
      }
    }
    if (issued == 0) {
      return "NOT MEASURED: no sensor reported events.";
    }
    losing.sort(Comparator.comparingDouble(Loss::share).reversed());
    String rest = unknown.isEmpty() ? "" : "; it is unknown of " + FirstScreen.first(MOST, unknown);
    if (losing.isEmpty()) {
      return unknown.isEmpty()
          ? String.format(Locale.ROOT, "NO, nothing of %,.0f events.", issued)
          : "UNKNOWN: nothing is known to be lost, and" + rest.substring(1) + ".";
    }
    return "YES: "
        + FirstScreen.first(MOST, losing.stream().map(Loss::toString).toList())
        + (losing.size() == 1 ? " of its events" : " of a row's events")
        + rest
        + "; no other row lost any.";
  }

  private List<Cell> reporting(Operation operation) {
    return figures.document().availability().stream()
        .filter(Availability::available)
        .map(Availability::cell)
        .filter(cell -> cell.operation() == operation && cell.rules() == 0)
        .filter(cell -> figures.sensor(cell.sensor()).reports())
        .toList();
  }

  /** The worst of a sensor's rows: "0", "4.03 %", "UNKNOWN"; "-": it reports no events. */
  String worst(List<Cell> cells) {
    if (!figures.sensor(cells.get(0).sensor()).reports()) {
      return "-";
    }
    double worst = 0;
    for (Cell cell : cells) {
      Optional<Double> share = share(cell);
      if (share.isEmpty()) {
        return "UNKNOWN";
      }
      worst = Math.max(worst, share.get());
    }
    return worst == 0 ? "0" : percent(worst);
  }

  private static String percent(double share) {
    return PERCENT * share < SMALLEST_SHOWN
        ? "<0.01 %"
        : String.format(Locale.ROOT, "%.2f %%", PERCENT * share);
  }

  /** Of the events that were issued; empty: unknown. */
  private Optional<Double> share(Cell cell) {
    Optional<Double> reported = value(cell, Metric.REPORTED_LOST);
    Optional<Double> silent = value(cell, Metric.SILENTLY_LOST);
    Optional<Double> issued = value(cell, Metric.ISSUED).filter(count -> count > 0);
    return reported.isEmpty() || silent.isEmpty() || issued.isEmpty()
        ? Optional.empty()
        : Optional.of((reported.get() + silent.get()) / issued.get());
  }

  private Optional<Double> value(Cell cell, Metric metric) {
    return figures.row(cell, metric).filter(Row::hasValue).map(Row::value);
  }
}
