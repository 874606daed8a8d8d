// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.capacity;

import dev.ringbench.model.Arrivals;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.LoadBench;
import dev.ringbench.platform.LoadBench.Load;
import dev.ringbench.platform.LoadBench.Offer;
import dev.ringbench.platform.SensorException;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks for the highest rate that a sensor takes without losing an event: down from what the
 * workload can do, by halves, then between the last that lost and the first that did not; what is
 * found has to hold for as long as the profile says. Then what happens at parts of it, beside the
 * same without a sensor.
 */
final class CapacitySearch {
  private static final double[] PARTS = {0.5, 1.0, 2.0};
  private static final double LOWEST_PER_SECOND = 100;
  private static final int HALVINGS = 5;
  private static final int HOLDS = 6;
  private static final double BACK_OFF = 0.85;

  private final LoadBench bench;
  private final CapacityProfile profile;

  CapacitySearch(LoadBench bench, CapacityProfile profile) {
    this.bench = bench;
    this.profile = profile;
  }

  CapacityRow measure(Sensor sensor, Cell cell, int threads, int queueBytes) {
    try {
      return measured(sensor, cell, threads, queueBytes);
    } catch (SensorException e) {
      return CapacityRow.without(
          cell, threads, queueBytes, CapacityRow.Status.FAILED, e.getMessage(), e.remedy());
    }
  }

  private CapacityRow measured(Sensor sensor, Cell cell, int threads, int queueBytes)
      throws SensorException {
    boolean reports = sensor.consumer() && cell.operation().isWatched();
    List<Double> searches = new ArrayList<>();
    List<CapacityPoint> points = new ArrayList<>();
    bench.attach(cell, threads, queueBytes, reports);
    Load unpaced = bench.run(Offer.unpaced(profile.stepMillis()));
    CapacityRow.Limit limit = CapacityRow.Limit.NOTHING_TO_LOSE;
    Load held;
    if (reports) {
      for (int i = 0; i < profile.searches(); i++) {
        searches.add(search());
      }
      double found = searches.stream().mapToDouble(Double::doubleValue).min().orElse(0);
      boolean lossless = unpaced.isWhole() && found >= unpaced.offeredPerSecond() * BACK_OFF;
      limit = lossless ? CapacityRow.Limit.THROTTLE : CapacityRow.Limit.LOSS;
      held = hold(lossless ? 0 : found);
      if (held == null || held.offeredPerSecond() < unpaced.offeredPerSecond() * BACK_OFF) {
        limit = CapacityRow.Limit.LOSS;
      }
    } else {
      held = bench.run(Offer.unpaced(profile.pointMillis()));
    }
    double capacity = held == null ? LOWEST_PER_SECOND : held.offeredPerSecond();
    for (double part : PARTS) {
      points.add(point(part, capacity * part, reports, sensor.mergesEqualEvents()));
    }
    points.add(point(null, 0, reports, sensor.mergesEqualEvents()));
    bench.detach();
    return new CapacityRow(
        cell.sensor(),
        cell.operation(),
        cell.handoff(),
        cell.rules(),
        threads,
        queueBytes,
        CapacityRow.Status.OK,
        null,
        null,
        limit,
        // The longer run knows better.
        limit == CapacityRow.Limit.LOSS ? unpaced.offeredPerSecond() : held.offeredPerSecond(),
        held == null ? null : Double.valueOf(capacity),
        held == null ? null : Integer.valueOf((int) (held.elapsedNs() / 1_000_000)),
        searches,
        null,
        beside(sensor, cell, threads, points));
  }

  private CapacityPoint point(Double part, double rate, boolean reports, boolean merges)
      throws SensorException {
    return CapacityPoint.of(
        part, rate, bench.run(Offer.even(rate, profile.pointMillis())), reports, merges);
  }

  /** The highest rate without loss in one step, to about 3 %. */
  private double search() throws SensorException {
    Load load = bench.run(Offer.unpaced(profile.stepMillis()));
    if (load.isWhole()) {
      return load.offeredPerSecond();
    }
    double loses = load.offeredPerSecond();
    double holds = loses / 2;
    while (holds > LOWEST_PER_SECOND && !isHeld(holds)) {
      loses = holds;
      holds /= 2;
    }
    for (int i = 0; i < HALVINGS; i++) {
      double between = Math.sqrt(holds * loses);
      if (isHeld(between)) {
        holds = between;
      } else {
        loses = between;
      }
    }
    return holds;
  }

  private boolean isHeld(double rate) throws SensorException {
    return bench.run(Offer.even(rate, profile.stepMillis())).isWhole();
  }

  /** The load that was held without loss, at {@code rate} or below; null: none was. 0: unpaced. */
  private Load hold(double rate) throws SensorException {
    double tried = rate;
    for (int i = 0; i < HOLDS; i++) {
      Load load = bench.run(new Offer(tried, profile.holdMillis(), Arrivals.EVEN, 0));
      if (load.isWhole()) {
        return load;
      }
      tried = load.offeredPerSecond() * BACK_OFF;
    }
    return null;
  }

  /** The same rates without the sensor, at once afterwards: what the workload is slowed down by. */
  private List<CapacityPoint> beside(
      Sensor sensor, Cell cell, int threads, List<CapacityPoint> points) throws SensorException {
    List<CapacityPoint> slowed = new ArrayList<>();
    bench.attach(new Cell(sensor.baseline(), cell.operation(), Handoff.NONE), threads, 0, false);
    for (CapacityPoint point : points) {
      Load without = bench.run(Offer.even(point.wantedPerSecond(), profile.pointMillis()));
      slowed.add(
          point.withSlowDown(
              point.service().p50Ns() / (double) without.service().getValueAtPercentile(50)));
    }
    bench.detach();
    return slowed;
  }
}
