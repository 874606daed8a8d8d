// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import java.util.List;

/**
 * The fault-free band: the worst of the runs without a fault with which a campaign begins.
 *
 * @param taskGapMs between two operations of a task
 * @param controlGapMs of the process without hooked calls
 * @param heartbeatGapMs of the sensor
 */
public record Band(double taskGapMs, double controlGapMs, double heartbeatGapMs) {
  private static final double STALL_MS = 1000;
  private static final int STALL_FACTOR = 10;
  private static final double LATE_AT_LEAST_MS = 50;

  /** Of runs without a fault. */
  public static Band of(List<Facts> faultFree) {
    return new Band(
        faultFree.stream().mapToDouble(Facts::longestStallMs).max().orElse(0),
        faultFree.stream().mapToDouble(facts -> facts.control().longestGapMs()).max().orElse(0),
        faultFree.stream()
            .mapToDouble(facts -> facts.sensorProcess().longestHeartbeatGapMs())
            .max()
            .orElse(0));
  }

  /** What holds of both: the worse of each. */
  public Band worse(Band other) {
    return new Band(
        Math.max(taskGapMs, other.taskGapMs),
        Math.max(controlGapMs, other.controlGapMs),
        Math.max(heartbeatGapMs, other.heartbeatGapMs));
  }

  /** G: a task that stands still for so long is stalled. */
  public double stallMs() {
    return Math.max(STALL_MS, STALL_FACTOR * taskGapMs);
  }

  /** The same for the process without hooked calls. */
  public double controlStallMs() {
    return Math.max(STALL_MS, STALL_FACTOR * controlGapMs);
  }

  /** From here on a caller is slower than without a fault: twice the worst, and 50 ms. */
  public double lateMs() {
    return Math.max(LATE_AT_LEAST_MS, 2 * taskGapMs);
  }

  /** From here on a sensor is silent: three periods, or twice the worst. */
  public double silentMs(double periodMs) {
    return Math.max(3 * periodMs, 2 * heartbeatGapMs);
  }
}
