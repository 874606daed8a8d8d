// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.capacity;

import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.statistics.descriptive.Median;

/**
 * What one sensor takes.
 *
 * @param threads that produce
 * @param queueBytes of what events wait in; 0: as ever
 * @param status whether there are figures
 * @param reason why not, or why some of the points are missing; null
 * @param remedy what to do; null
 * @param limit what the capacity is the end of; null without figures
 * @param unpacedPerSecond operations a second when they come as fast as they can: what the workload
 *     is throttled to
 * @param capacityPerSecond the highest rate that was held without loss; null where none was
 * @param heldMs for so long
 * @param searchesPerSecond what each search found before it had to be held
 * @param barePairs full speed beside that of the same mechanism in a bare loop of C; empty: there
 *     is no such loop
 * @param points loads at parts of the capacity, and without a limit
 */
public record CapacityRow(
    String sensor,
    Operation operation,
    Handoff handoff,
    int rules,
    int threads,
    int queueBytes,
    Status status,
    String reason,
    String remedy,
    Limit limit,
    Double unpacedPerSecond,
    Double capacityPerSecond,
    Integer heldMs,
    List<Double> searchesPerSecond,
    List<BarePair> barePairs,
    List<CapacityPoint> points) {

  /** Of rings and buffers whose size is ours to choose: RB_BPF_RING_BYTES. */
  public static final int DEFAULT_QUEUE_BYTES = 2 << 20;

  /** Defensive copies. */
  public CapacityRow {
    searchesPerSecond = searchesPerSecond == null ? List.of() : List.copyOf(searchesPerSecond);
    barePairs = barePairs == null ? List.of() : List.copyOf(barePairs);
    points = points == null ? List.of() : List.copyOf(points);
  }

  /** Whether there are figures. */
  public enum Status {
    /** There are. */
    OK,
    /** The sensor does not work here. */
    UNAVAILABLE,
    /** It stopped working under load. */
    FAILED
  }

  /** What ends the capacity. */
  public enum Limit {
    /** Events are lost above it. */
    LOSS,
    /** The workload cannot go faster with this sensor: nothing is lost, it is held back. */
    THROTTLE,
    /** Nothing is reported, so nothing can be lost. */
    NOTHING_TO_LOSE
  }

  public CapacityRow withPoints(List<CapacityPoint> measured, String why, String what) {
    return new CapacityRow(
        sensor,
        operation,
        handoff,
        rules,
        threads,
        queueBytes,
        status,
        why,
        what,
        limit,
        unpacedPerSecond,
        capacityPerSecond,
        heldMs,
        searchesPerSecond,
        barePairs,
        measured);
  }

  /** One after the other, at once. */
  public record BarePair(double oursPerSecond, double barePerSecond) {
    /** Ours by the bare one's. */
    public double ratio() {
      return oursPerSecond / barePerSecond;
    }
  }

  /** The first load at which operations came as fast as they could; empty without. */
  public Optional<CapacityPoint> fullSpeed() {
    return fullSpeeds().stream().findFirst();
  }

  /** All of these loads: several in the longer profiles. */
  public List<CapacityPoint> fullSpeeds() {
    return points.stream().filter(point -> point.wantedPerSecond() == 0).toList();
  }

  /** Operations a second in each load that nothing paced, the search's first one included. */
  public List<Double> speedsPerSecond() {
    List<Double> speeds = new ArrayList<>();
    if (unpacedPerSecond != null) {
      speeds.add(unpacedPerSecond);
    }
    fullSpeeds().forEach(point -> speeds.add(point.offeredPerSecond()));
    return speeds;
  }

  /** What is left of the speed without the sensor; empty where that was not measured. */
  public Optional<SpeedShare> speedShare() {
    double[] shares =
        fullSpeeds().stream()
            .filter(point -> point.withoutPerSecond() != null)
            .mapToDouble(point -> point.offeredPerSecond() / point.withoutPerSecond())
            .sorted()
            .toArray();
    return shares.length == 0
        ? Optional.empty()
        : Optional.of(
            new SpeedShare(
                Median.withDefaults().evaluate(shares.clone()),
                shares[0],
                shares[shares.length - 1],
                shares.length));
  }

  /**
   * Parts of the speed without a sensor, each from a pair of loads taken at once: the median, and
   * the extremes.
   */
  public record SpeedShare(double median, double least, double most, int pairs) {
    /** Whether the extremes say how far pairs differ. */
    public boolean hasRange() {
      return pairs > 1;
    }
  }

  public CapacityRow withBare(List<BarePair> pairs) {
    return new CapacityRow(
        sensor,
        operation,
        handoff,
        rules,
        threads,
        queueBytes,
        status,
        reason,
        remedy,
        limit,
        unpacedPerSecond,
        capacityPerSecond,
        heldMs,
        searchesPerSecond,
        pairs,
        points);
  }

  public static CapacityRow without(
      Cell cell, int threads, int queueBytes, Status status, String reason, String remedy) {
    return new CapacityRow(
        cell.sensor(),
        cell.operation(),
        cell.handoff(),
        cell.rules(),
        threads,
        queueBytes,
        status,
        reason,
        remedy,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }
}
