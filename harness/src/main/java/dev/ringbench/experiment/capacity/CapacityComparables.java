// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.capacity;

import dev.ringbench.figure.Figure;
import dev.ringbench.figure.Metric;
import dev.ringbench.figure.RowName;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import dev.ringbench.stats.Observation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.statistics.descriptive.Median;

/** The figures of a capacity run that another may have too. */
final class CapacityComparables {
  /** A search goes back by that much where a rate was not held. */
  private static final double SEARCHED_TO = 0.05;

  /** Loads that nothing paced, of which the extremes say how far they differ. */
  private static final int ENOUGH_SPEEDS = 4;

  private final CapacityDocument document;

  CapacityComparables(CapacityDocument document) {
    this.document = document;
  }

  /** In the document's order. */
  List<Figure> all() {
    List<Figure> figures = new ArrayList<>();
    for (CapacityRow row : document.rows()) {
      Placement placement = placement(row);
      if (placement != Placement.BASELINE) {
        add(figures, row, name(row, placement));
      }
    }
    return figures;
  }

  private Placement placement(CapacityRow row) {
    return document.sensors().stream()
        .filter(sensor -> sensor.id().equals(row.sensor()))
        .map(Sensor::placement)
        .findFirst()
        .orElse(null);
  }

  private static RowName name(CapacityRow row, Placement placement) {
    int kib = row.queueBytes() / 1024;
    return new RowName(
        new Cell(row.sensor(), row.operation(), row.handoff(), row.rules())
            + (row.threads() == 1 ? "" : ", " + row.threads() + " threads")
            + (row.queueBytes() == 0 ? "" : ", " + kib + " KiB"),
        row.sensor(),
        placement,
        row.operation(),
        row.handoff(),
        Stream.of(
                row.rules() == 0 ? "" : row.rules() + "-rules",
                row.threads() == 1 ? "" : row.threads() + "-threads",
                row.queueBytes() == 0 ? "" : kib + "-kib")
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining("-")));
  }

  private static void add(List<Figure> figures, CapacityRow row, RowName name) {
    boolean measured = row.status() == CapacityRow.Status.OK;
    if (!measured || row.limit() != CapacityRow.Limit.NOTHING_TO_LOSE) {
      String none = row.capacityPerSecond() == null ? "no rate was held without a loss" : null;
      figures.add(
          new Figure(
              name,
              Metric.CAPACITY,
              measured ? row.capacityPerSecond() : null,
              least(row),
              most(row),
              numbered(
                  row.limit() == CapacityRow.Limit.LOSS
                      ? row.searchesPerSecond()
                      : row.speedsPerSecond()),
              measured ? none : row.reason(),
              null));
    }
    if (measured && row.unpacedPerSecond() != null) {
      figures.add(
          new Figure(
              name,
              Metric.FULL_SPEED,
              middle(row.speedsPerSecond()),
              slowest(row),
              fastest(row),
              numbered(row.speedsPerSecond()),
              null,
              null));
    }
  }

  /**
   * Of a rate above which events are lost: what was held and what searches found, less what a
   * search leaves open. Where the workload is held back instead: the slowest load that nothing
   * paced. Null: there are too few of them.
   */
  private static Double least(CapacityRow row) {
    List<Double> searches = row.searchesPerSecond();
    if (row.limit() == CapacityRow.Limit.THROTTLE) {
      return slowest(row);
    }
    return searches.size() < 2 || row.capacityPerSecond() == null
        ? null
        : (1 - SEARCHED_TO) * Math.min(row.capacityPerSecond(), Collections.min(searches));
  }

  private static Double most(CapacityRow row) {
    List<Double> searches = row.searchesPerSecond();
    if (row.limit() == CapacityRow.Limit.THROTTLE) {
      return fastest(row);
    }
    return searches.size() < 2 || row.capacityPerSecond() == null
        ? null
        : (1 + SEARCHED_TO) * Math.max(row.capacityPerSecond(), Collections.max(searches));
  }

  private static Double slowest(CapacityRow row) {
    List<Double> speeds = row.speedsPerSecond();
    return speeds.size() < ENOUGH_SPEEDS ? null : (1 - SEARCHED_TO) * Collections.min(speeds);
  }

  private static Double fastest(CapacityRow row) {
    List<Double> speeds = row.speedsPerSecond();
    return speeds.size() < ENOUGH_SPEEDS ? null : (1 + SEARCHED_TO) * Collections.max(speeds);
  }

  private static double middle(List<Double> values) {
    return Median.withDefaults()
        .evaluate(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static List<Observation> numbered(List<Double> values) {
    List<Observation> observations = new ArrayList<>();
    values.forEach(value -> observations.add(new Observation(observations.size(), 0, value)));
    return observations;
  }
}
