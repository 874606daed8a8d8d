// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.capacity;

import dev.ringbench.figure.Histograms;
import dev.ringbench.model.Percentiles;

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
    Percentiles latency,
    Percentiles service,
    Percentiles delay,
    Double slowDown,
    Double withoutPerSecond,
    double drainedMs,
    double sensorCpu,
    Encoded histograms) {

  /** Below this part of it, a wanted rate was not offered. */
  private static final double PACED = 0.98;

  /** See {@link Histograms#encode}. */
  public record Encoded(String latency, String service, String delay) {}

  /** The same, compared with a load without a sensor: its median service in ns, and its rate. */
  public CapacityPoint comparedWith(long serviceP50Ns, double perSecond) {
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
        service.p50Ns() / (double) serviceP50Ns,
        perSecond,
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
