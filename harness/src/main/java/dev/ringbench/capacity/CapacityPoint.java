// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.capacity;

import dev.ringbench.platform.LoadBench.Load;
import dev.ringbench.result.Block;
import dev.ringbench.result.Histograms;

/**
 * One load.
 *
 * @param ofCapacity part of the capacity that was asked for; null: another rate, or none
 * @param wantedPerSecond rate that was asked for; 0: as fast as operations come
 * @param offeredPerSecond rate that there was in fact
 * @param deliveredPerSecond events that arrived, until the last of them had: the goodput
 * @param issued operations
 * @param losses null for a sensor that reports nothing
 * @param latestMs how late an operation began, at most
 * @param latency of the workload, from when an operation was due
 * @param service of the workload, from its begin
 * @param delay until the event's arrival, from when its operation was due, of the events that
 *     arrived; null where nobody knows, as with merged ones: which of them it was of
 * @param slowDown median service, divided by that without a sensor at the same rate; null: not
 *     measured
 * @param withoutPerSecond rate that there was then; null: not measured
 * @param drainedMs from the end of the load to the last event
 * @param sensorCpu CPUs that the sensor process used
 * @param histograms the three above, encoded: latency, service, delay; the last null without one
 */
public record CapacityPoint(
    Double ofCapacity,
    double wantedPerSecond,
    double offeredPerSecond,
    double deliveredPerSecond,
    long issued,
    Losses losses,
    double latestMs,
    Block.Figures latency,
    Block.Figures service,
    Block.Figures delay,
    Double slowDown,
    Double withoutPerSecond,
    double drainedMs,
    double sensorCpu,
    Encoded histograms) {

  /** Below this part of it, a wanted rate was not offered. */
  private static final double PACED = 0.98;

  /** See {@link Histograms#encode}. */
  public record Encoded(String latency, String service, String delay) {}

  static CapacityPoint of(
      Double ofCapacity, double wanted, Load load, boolean reports, boolean merges) {
    Losses losses = reports ? Losses.of(load, merges) : null;
    boolean delays = load.delay().getTotalCount() > 0 && (losses == null || losses.merged() == 0);
    return new CapacityPoint(
        ofCapacity,
        wanted,
        load.offeredPerSecond(),
        load.deliveredPerSecond(),
        load.issued(),
        losses,
        load.latestNs() / 1e6,
        Histograms.figures(load.latency()),
        Histograms.figures(load.service()),
        delays ? Histograms.figures(load.delay()) : null,
        null,
        null,
        load.drainedNs() / 1e6,
        (double) load.sensorCpuNs() / load.elapsedNs(),
        new Encoded(
            Histograms.encode(load.latency()),
            Histograms.encode(load.service()),
            delays ? Histograms.encode(load.delay()) : null));
  }

  CapacityPoint beside(Load without) {
    return new CapacityPoint(
        ofCapacity,
        wantedPerSecond,
        offeredPerSecond,
        deliveredPerSecond,
        issued,
        losses,
        latestMs,
        latency,
        service,
        delay,
        service.p50Ns() / (double) without.service().getValueAtPercentile(50),
        without.offeredPerSecond(),
        drainedMs,
        sensorCpu,
        histograms);
  }

  /** Whether the workload could not keep up with what was asked for: then it is not the rate. */
  public boolean wasThrottled() {
    return offeredPerSecond < PACED * wantedPerSecond;
  }

  /** Part of the events that did not arrive; 0 for a sensor that reports nothing. */
  public double lossShare() {
    return losses == null || issued == 0 ? 0 : (double) losses.total() / issued;
  }
}
