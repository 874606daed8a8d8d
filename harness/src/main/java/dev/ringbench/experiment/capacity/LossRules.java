// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.capacity;

import dev.ringbench.check.Violations;

/** The accounting of a load: issued = arrived + lost, in whatever way. */
final class LossRules {
  private static final double NANOSECONDS = 1e9;
  private static final double MILLISECONDS = 1e3;

  private LossRules() {}

  /** {@code merges}: whether the sensor's mechanism makes one event of equal ones. */
  static void require(Violations violations, String place, CapacityPoint point, boolean merges) {
    violations.require(
        point.issued() > 0 && point.offeredPerSecond() > 0, () -> place + ": nothing was offered");
    violations.require(
        (point.slowDown() == null) == (point.withoutPerSecond() == null)
            && (point.slowDown() == null
                || (point.slowDown() > 0 && Double.isFinite(point.slowDown()))),
        () -> place + ": slow-down " + point.slowDown() + " has no pair");
    Losses losses = point.losses();
    if (losses == null) {
      return;
    }
    violations.require(
        losses.total() <= point.issued(),
        () -> "%s: lost %d of %d issued".formatted(place, losses.total(), point.issued()));
    violations.require(
        losses.merged() == 0 || merges,
        () -> place + ": merged events, and its mechanism merges none");
    violations.require(
        losses.overflow() == 0 || (losses.merged() == 0 && losses.silent() == 0),
        () ->
            place
                + ": after an overflow, the numbers of merged and silently lost events are unknown: "
                + losses);
    double delivered = delivered(point);
    long missing = point.issued() - losses.total();
    violations.require(
        Math.abs(delivered - missing) < 0.5,
        () ->
            "%s: issued %d - lost %d = %d, but %.1f arrived by the rates"
                .formatted(place, point.issued(), losses.total(), missing, delivered));
  }

  /** Events, from how many a second there were until the last of them had come. */
  private static double delivered(CapacityPoint point) {
    double loadNs = point.issued() * NANOSECONDS / point.offeredPerSecond();
    double drainedNs = point.drainedMs() * NANOSECONDS / MILLISECONDS;
    return point.deliveredPerSecond() * (loadNs + drainedNs) / NANOSECONDS;
  }
}
