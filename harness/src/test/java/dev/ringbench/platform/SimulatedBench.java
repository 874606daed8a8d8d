// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform;

import dev.ringbench.model.Cell;
import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.Histogram;

/** A workload of so many operations a second, and a sensor that takes so many events. */
public final class SimulatedBench implements LoadBench {
  private final double workloadPerSecond;
  private final double sensorPerSecond;
  private final boolean counts;
  private boolean events;
  private int attached;
  private int dieAfterRuns = Integer.MAX_VALUE;
  private long queue;
  private int hiccupEach = Integer.MAX_VALUE;
  private int runs;

  /** {@code counts}: whether the sensor counts what it loses. */
  public SimulatedBench(double workloadPerSecond, double sensorPerSecond, boolean counts) {
    this.workloadPerSecond = workloadPerSecond;
    this.sensorPerSecond = sensorPerSecond;
    this.counts = counts;
  }

  /** How many sensors are attached. */
  public int attached() {
    return attached;
  }

  /** The sensor stops for good after so many loads. */
  public SimulatedBench dyingAfter(int loads) {
    dieAfterRuns = loads;
    return this;
  }

  /** So many events may wait. */
  public SimulatedBench queueing(long most) {
    queue = most;
    return this;
  }

  /** Each load of that number loses an event. */
  public SimulatedBench losingOneEach(int loads) {
    hiccupEach = loads;
    return this;
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
    attached = 1;
    events = !cell.sensor().equals("none");
  }

  @Override
  public Programs runPrograms(String commands, int timeoutSeconds) throws SensorException {
    if (dieAfterRuns-- <= 0) {
      throw new SensorException("sensor process stopped draining", "look for a frozen sensor");
    }
    long ns = events ? 120_000_000 : 100_000_000;
    return new Programs(0, ns, ns / 2, ns / 4, events ? 500 : 0, 0, false, events ? ns / 10 : 0);
  }

  @Override
  public List<String> inside() {
    return List.of();
  }

  @Override
  public Path seen(Path absolute) {
    return absolute;
  }

  @Override
  public void detach() {
    attached--;
  }

  @Override
  public void close() {}
}
