// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.capacity.measure;

import dev.ringbench.experiment.capacity.CapacityPoint;
import dev.ringbench.experiment.capacity.CapacityProfile;
import dev.ringbench.experiment.capacity.CapacityRow;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.LoadBench;
import dev.ringbench.platform.LoadBench.Load;
import dev.ringbench.platform.LoadBench.Offer;
import dev.ringbench.platform.SensorException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.commons.statistics.descriptive.Median;

/**
 * Looks for the highest rate that a sensor takes without losing an event: what the workload can do,
 * if that is held; else down from there by halves, then between the last that lost and the first
 * that did not; what is found has to hold for as long as the profile says. Then what happens at
 * parts of it and at full speed, beside the same without a sensor; each pair at full speed is
 * repeated.
 */
final class CapacitySearch {
  private static final double[] PARTS = {0.5, 1.0, 2.0};
  private static final double LOWEST_PER_SECOND = 100;
  private static final int HALVINGS = 5;
  private static final int HOLDS = 8;
  private static final int TRIES = 2;
  private static final double BACK_OFF = 0.95;
  private static final double PACED = 0.98;

  /** A queue that takes longer to empty only hid that the rate was too high. */
  private static final double DRAINED_WITHIN = 0.02;

  /** As long as a thread may take to be woken on a busy machine. */
  private static final double DRAINED_AT_ONCE_NS = 5e6;

  private final LoadBench bench;
  private final CapacityProfile profile;
  private final Function<Sensor, String> withoutSensor;

  CapacitySearch(LoadBench bench, CapacityProfile profile, Function<Sensor, String> withoutSensor) {
    this.withoutSensor = withoutSensor;
    this.bench = bench;
    this.profile = profile;
  }

  CapacityRow measure(Sensor sensor, Cell cell, int threads, int queueBytes) {
    try {
      return withPoints(sensor, cell, capacity(sensor, cell, threads, queueBytes));
    } catch (SensorException e) {
      return CapacityRow.without(
          cell, threads, queueBytes, CapacityRow.Status.FAILED, e.getMessage(), e.remedy());
    }
  }

  private static boolean reports(Sensor sensor, Cell cell) {
    return sensor.reports() && cell.operation().isWatched();
  }

  private CapacityRow capacity(Sensor sensor, Cell cell, int threads, int queueBytes)
      throws SensorException {
    boolean reports = reports(sensor, cell);
    List<Double> searches = new ArrayList<>();
    CapacityRow.Limit limit = CapacityRow.Limit.NOTHING_TO_LOSE;
    bench.attach(cell, threads, queueBytes, reports);
    Offer fullSpeed = Offer.unpaced(reports ? profile.holdMillis() : profile.pointMillis());
    Load unpaced = bench.run(fullSpeed);
    Load held = unpaced;
    if (reports) {
      // As with every other rate: one hiccup of the machine is no loss of the sensor's.
      boolean throttled = isHeld(unpaced, fullSpeed);
      for (int tries = 1; tries < TRIES && !throttled; tries++) {
        Load again = bench.run(fullSpeed);
        throttled = isHeld(again, fullSpeed);
        if (throttled) {
          unpaced = again;
          held = again;
        }
      }
      limit = throttled ? CapacityRow.Limit.THROTTLE : CapacityRow.Limit.LOSS;
    }
    if (limit == CapacityRow.Limit.LOSS) {
      for (int i = 0; i < profile.searches(); i++) {
        searches.add(search(unpaced.offeredPerSecond()));
      }
      held = hold(Median.withDefaults().evaluate(doubles(searches)));
    }
    // With its canary: one that went deaf under load gets no numbers.
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
        unpaced.offeredPerSecond(),
        held == null ? null : Double.valueOf(held.offeredPerSecond()),
        held == null ? null : Integer.valueOf((int) (held.elapsedNs() / 1_000_000)),
        searches,
        null,
        null);
  }

  private static double[] doubles(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** What fails here is said, and takes nothing of what is known already. */
  private CapacityRow withPoints(Sensor sensor, Cell cell, CapacityRow row) {
    List<CapacityPoint> points = new ArrayList<>();
    boolean reports = reports(sensor, cell);
    try {
      bench.attach(cell, row.threads(), row.queueBytes(), reports);
      if (row.capacityPerSecond() != null) {
        for (double part : PARTS) {
          points.add(point(sensor, part, row.capacityPerSecond() * part, reports));
        }
      }
      points.add(point(sensor, null, 0, reports));
      bench.detach();
      points = new ArrayList<>(withoutSensor(sensor, cell, row.threads(), points));
      for (int i = 1; i < profile.speedPairs(); i++) {
        bench.attach(cell, row.threads(), row.queueBytes(), reports);
        CapacityPoint again = point(sensor, null, 0, reports);
        bench.detach();
        points.addAll(withoutSensor(sensor, cell, row.threads(), List.of(again)));
      }
      return row.withPoints(points, null, null);
    } catch (SensorException e) {
      return row.withPoints(points, e.getMessage(), e.remedy());
    }
  }

  private CapacityPoint point(Sensor sensor, Double part, double rate, boolean reports)
      throws SensorException {
    return LoadPoint.of(
        part,
        rate,
        bench.run(Offer.even(rate, profile.pointMillis())),
        reports,
        sensor.mergesEqualEvents());
  }

  /** The highest rate without loss in one step, to about 3 %; 0: it loses at any. */
  private double search(double losesAt) throws SensorException {
    double loses = losesAt;
    double holds = loses / 2;
    while (!sustains(holds)) {
      loses = holds;
      holds /= 2;
      if (holds < LOWEST_PER_SECOND) {
        return 0;
      }
    }
    for (int i = 0; i < HALVINGS; i++) {
      double between = Math.sqrt(holds * loses);
      if (sustains(between)) {
        holds = between;
      } else {
        loses = between;
      }
    }
    return holds;
  }

  /** Twice is no accident: one hiccup of the machine is not to halve a capacity. */
  private boolean sustains(double rate) throws SensorException {
    Offer offer = Offer.even(rate, profile.stepMillis());
    boolean held = false;
    for (int tries = 0; tries < TRIES && !held; tries++) {
      held = isHeld(bench.run(offer), offer);
    }
    return held;
  }

  private static boolean isHeld(Load load, Offer offer) {
    return load.isWhole()
        && load.drainedNs() <= Math.max(DRAINED_AT_ONCE_NS, DRAINED_WITHIN * load.elapsedNs())
        && load.offeredPerSecond() >= PACED * offer.ratePerSecond();
  }

  /** The load that was held without loss, at {@code rate} or below; null: none was. */
  private Load hold(double rate) throws SensorException {
    double tried = rate;
    double backOff = BACK_OFF;
    for (int i = 0; i < HOLDS && tried >= LOWEST_PER_SECOND; i++) {
      Offer offer = Offer.even(tried, profile.holdMillis());
      Load load = bench.run(offer);
      if (isHeld(load, offer)) {
        return load;
      }
      tried *= backOff;
      backOff *= backOff;
    }
    return null;
  }

  /** The same rates without the sensor, at once afterwards: what the workload is slowed down by. */
  private List<CapacityPoint> withoutSensor(
      Sensor sensor, Cell cell, int threads, List<CapacityPoint> points) throws SensorException {
    List<CapacityPoint> slowed = new ArrayList<>();
    bench.attach(
        new Cell(withoutSensor.apply(sensor), cell.operation(), Handoff.NONE), threads, 0, false);
    for (CapacityPoint point : points) {
      double rate = point.wasThrottled() ? point.offeredPerSecond() : point.wantedPerSecond();
      Load without = bench.run(Offer.even(rate, profile.pointMillis()));
      slowed.add(
          point.comparedWith(
              without.service().getValueAtPercentile(50), without.offeredPerSecond()));
    }
    bench.detach();
    return slowed;
  }
}
