// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.capacity.measure;

import dev.ringbench.experiment.capacity.CapacityPoint;
import dev.ringbench.experiment.capacity.Losses;
import dev.ringbench.figure.Histograms;
import dev.ringbench.platform.LoadBench.Load;

/** A load as a point of a document. */
final class LoadPoint {
  private LoadPoint() {}

  /**
   * The point.
   *
   * @param ofCapacity part of the capacity that was asked for; null: nothing paced it
   * @param wanted operations a second that were asked for
   * @param reports whether the sensor reports events, so that some can be lost
   * @param merges whether its mechanism merges equal events
   */
  static CapacityPoint of(
      Double ofCapacity, double wanted, Load load, boolean reports, boolean merges) {
    Losses losses = reports ? losses(load, merges) : null;
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
        new CapacityPoint.Encoded(
            Histograms.encode(load.latency()),
            Histograms.encode(load.service()),
            delays ? Histograms.encode(load.delay()) : null));
  }

  private static Losses losses(Load load, boolean merges) {
    long missing = Math.max(0, load.issued() - load.delivered() - load.lost());
    if (load.lostUnknown()) {
      return new Losses(load.lost(), 0, 0, missing);
    }
    return merges ? new Losses(load.lost(), missing, 0, 0) : new Losses(load.lost(), 0, missing, 0);
  }
}
