// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.capacity;

import dev.ringbench.document.PlacementName;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import dev.ringbench.section.Chart;
import dev.ringbench.section.IntervalsChart;
import dev.ringbench.section.IntervalsChart.Mark;
import dev.ringbench.section.LinesChart;
import dev.ringbench.section.Texts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Charts of what sensors take, and of what they lose. */
public final class CapacityCharts {
  /** In the ids of charts of rates that are held. */
  static final String CAPACITY = "-capacity-";

  /** In the ids of charts of what is lost at which rate. */
  static final String LOSS = "-loss-";

  private final String prefix;
  private final CapacityDocument document;

  /** {@code prefix}: of ids. */
  public CapacityCharts(String prefix, CapacityDocument document) {
    this.prefix = prefix;
    this.document = document;
  }

  public List<Chart> charts() {
    List<Chart> charts = new ArrayList<>();
    for (Operation operation :
        document.rows().stream().map(CapacityRow::operation).distinct().toList()) {
      capacity(operation).ifPresent(charts::add);
      speed(operation).ifPresent(charts::add);
      losses(operation).ifPresent(charts::add);
      delays(operation).ifPresent(charts::add);
    }
    return charts;
  }

  private Placement placement(CapacityRow row) {
    return document.sensors().stream()
        .filter(sensor -> sensor.id().equals(row.sensor()))
        .map(Sensor::placement)
        .findFirst()
        .orElse(Placement.BASELINE);
  }

  private List<CapacityRow> measured(Operation operation) {
    return document.rows().stream()
        .filter(row -> row.operation() == operation && row.status() == CapacityRow.Status.OK)
        .filter(row -> placement(row) != Placement.BASELINE)
        .sorted(
            Comparator.comparing(this::placement)
                .thenComparing(CapacityCharts::rate, Comparator.reverseOrder()))
        .toList();
  }

  private static double rate(CapacityRow row) {
    return row.capacityPerSecond() == null ? 0 : row.capacityPerSecond();
  }

  private static String named(CapacityRow row) {
    String cell =
        new Cell(row.sensor(), row.operation(), row.handoff(), row.rules())
            .toString()
            .substring(row.operation().toString().length() + 1);
    return cell
        + (row.threads() == 1 ? "" : ", " + row.threads() + " threads")
        + (row.queueBytes() == 0 ? "" : ", " + row.queueBytes() / 1024 + " KiB");
  }

  private Optional<Chart> capacity(Operation operation) {
    IntervalsChart chart =
        new IntervalsChart(operation + " events a second without loss", "/s", true);
    for (CapacityRow row : measured(operation)) {
      if (row.capacityPerSecond() != null && row.limit() != CapacityRow.Limit.NOTHING_TO_LOSE) {
        List<Double> searches = row.searchesPerSecond();
        chart.add(
            named(row),
            PlacementName.of(placement(row)),
            row.capacityPerSecond(),
            searches.size() < 2 ? null : Collections.min(searches),
            searches.size() < 2 ? null : Collections.max(searches),
            row.limit() == CapacityRow.Limit.THROTTLE ? Mark.HOLLOW : Mark.SOLID,
            Texts.count(row.capacityPerSecond())
                + "/s"
                + (searches.size() < 2
                    ? ""
                    : " ["
                        + Texts.count(Collections.min(searches))
                        + ", "
                        + Texts.count(Collections.max(searches))
                        + "]")
                + (row.limit() == CapacityRow.Limit.THROTTLE
                    ? ", the workload goes no faster"
                    : ""));
      }
    }
    return chart.isEmpty()
        ? Optional.empty()
        : Optional.of(
            chart.chart(
                prefix + CAPACITY + operation,
                operation + ": highest rate without a lost event",
                List.of(
                    "The whisker spans the searches, of which the dot was then held; hollow: nothing is"
                        + " lost because the workload itself is held back."),
                List.of("sensor", "placement", "held")));
  }

  private Optional<Chart> speed(Operation operation) {
    IntervalsChart chart =
        new IntervalsChart("share of the speed without a sensor", "%", false).zero(100);
    for (CapacityRow row : measured(operation)) {
      row.speedShare()
          .ifPresent(
              share ->
                  chart.add(
                      named(row),
                      PlacementName.of(placement(row)),
                      100 * share.median(),
                      share.hasRange() ? 100 * share.least() : null,
                      share.hasRange() ? 100 * share.most() : null,
                      Mark.SOLID,
                      Texts.percent(share.median())
                          + (share.hasRange()
                              ? " ["
                                  + Texts.percent(share.least())
                                  + ", "
                                  + Texts.percent(share.most())
                                  + "]"
                              : "")));
    }
    return chart.isEmpty()
        ? Optional.empty()
        : Optional.of(
            chart.chart(
                prefix + "-speed-" + operation,
                operation + ": what is left of full speed",
                List.of(
                    "Operations as fast as they come, by those without a sensor right after; whiskers:"
                        + " the extremes, where there are several pairs."),
                List.of("sensor", "placement", "of full speed")));
  }

  private List<CapacityPoint> paced(CapacityRow row) {
    return row.points().stream()
        .filter(point -> point.losses() != null && point.offeredPerSecond() > 0)
        .sorted(Comparator.comparing(CapacityPoint::offeredPerSecond))
        .toList();
  }

  private Optional<Chart> losses(Operation operation) {
    LinesChart chart =
        new LinesChart("lines", "offered events a second", "/s", "lost", "%").with("xLog");
    for (CapacityRow row : measured(operation)) {
      for (CapacityPoint point : paced(row)) {
        String text =
            Texts.count(point.offeredPerSecond())
                + "/s: "
                + Texts.percent(point.lossShare())
                + " lost";
        chart.add(named(row), point.offeredPerSecond(), 100 * point.lossShare(), text);
        chart.row(
            named(row), Texts.count(point.offeredPerSecond()), Texts.percent(point.lossShare()));
      }
    }
    return chart.isEmpty()
        ? Optional.empty()
        : Optional.of(
            chart.chart(
                prefix + LOSS + operation,
                operation + ": what is lost at which rate",
                List.of("At parts of the capacity, and at full speed."),
                List.of("sensor", "offered/s", "lost"),
                null));
  }

  private Optional<Chart> delays(Operation operation) {
    LinesChart chart =
        new LinesChart(
                "lines", "offered events a second", "/s", "delay of one event in 1,000", "ns")
            .with("xLog")
            .with("yLog");
    for (CapacityRow row : measured(operation)) {
      for (CapacityPoint point : paced(row)) {
        if (point.delay() != null && point.delay().p999Ns() > 0) {
          chart.add(
              named(row),
              point.offeredPerSecond(),
              (double) point.delay().p999Ns(),
              Texts.count(point.offeredPerSecond())
                  + "/s: "
                  + Texts.ns((double) point.delay().p999Ns()));
          chart.row(
              named(row),
              Texts.count(point.offeredPerSecond()),
              Texts.ns((double) point.delay().p50Ns()),
              Texts.ns((double) point.delay().p999Ns()));
        }
      }
    }
    return chart.isEmpty()
        ? Optional.empty()
        : Optional.of(
            chart.chart(
                prefix + "-delay-" + operation,
                operation + ": how late events arrive at which rate",
                List.of("From when the operation was due, of the events that arrived (p99.9)."),
                List.of("sensor", "offered/s", "p50", "p99.9"),
                null));
  }
}
