// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.capacity.measure;

import dev.ringbench.model.Cell;
import dev.ringbench.platform.LoadBench;
import dev.ringbench.platform.SensorException;
import org.HdrHistogram.Histogram;

/** A workload of so many operations a second, and a sensor that takes so many events. */
final class SimulatedBench implements LoadBench {
  private final double workloadPerSecond;
  private final double sensorPerSecond;
  private final boolean counts;
  private boolean events;
  int attached;
  int dieAfterRuns = Integer.MAX_VALUE;
  long queue;
  int hiccupEach = Integer.MAX_VALUE;
  private int runs;

  SimulatedBench(double workloadPerSecond, double sensorPerSecond, boolean counts) {
    this.workloadPerSecond = workloadPerSecond;
    this.sensorPerSecond = sensorPerSecond;
    this.counts = counts;
  }

  @Override
  public void attach(Cell cell, int threads, int queueBytes, boolean withEvents) {
    attached++;
    events = withEvents;
  }

  @Override
  public Load run(Offer offer) throws SensorException {
    if (dieAfterRuns-- <= 0) {
      throw new SensorException("sensor process stopped draining", "look for a frozen sensor");
    }
    double rate =
        offer.ratePerSecond() == 0
            ? workloadPerSecond
            : Math.min(offer.ratePerSecond(), workloadPerSecond);
    long issued = Math.round(rate * offer.millis() / 1000);
    long inTime = Math.round(sensorPerSecond * offer.millis() / 1000);
    long taken = events ? Math.min(issued, inTime + queue) : 0;
    if (++runs % hiccupEach == 0) {
      taken = Math.max(0, taken - 1);
    }
    long lost = events ? issued - taken : 0;
    long drainedNs = Math.round(Math.max(0, taken - inTime) * 1e9 / sensorPerSecond);
    Histogram service = new Histogram(3);
    service.recordValue(events ? 2000 : 1000);
    return new Load(
        issued,
        offer.millis() * 1_000_000L,
        0,
        taken,
        counts ? lost : 0,
        false,
        0,
        drainedNs,
        0,
        service,
        service,
        new Histogram(3));
  }

  @Override
  public void attachForPrograms(Cell cell) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Programs runPrograms(String commands, int timeoutSeconds) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void detach() {
    attached--;
  }

  @Override
  public void close() {}
}
