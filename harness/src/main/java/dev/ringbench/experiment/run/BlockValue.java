// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.figure.Metric;
import dev.ringbench.model.Percentiles;
import java.util.List;
import java.util.function.Function;

/**
 * One number that a block has, or has not.
 *
 * @param metric that it becomes over all blocks
 * @param added the metric of its difference to the baseline; null: none is made
 * @param ratio the metric of its quotient by the baseline; null: none is made
 * @param read the number of a block; null: it has none
 */
public record BlockValue(Metric metric, Metric added, Metric ratio, Function<Block, Double> read) {
  private static final int LEAST_FOR_P99 = 100;
  private static final int LEAST_FOR_P999 = 1000;

  /** Median latency of the closed loop. */
  public static final BlockValue COST_P50 =
      cost(Metric.LATENCY_P50, Metric.ADDED_P50, Metric.RATIO_P50, Percentiles::p50Ns);

  /** Latency of the closed loop on average: all that callers wait, whichever way it went. */
  public static final BlockValue COST_MEAN =
      cost(Metric.LATENCY_MEAN, Metric.ADDED_MEAN, Metric.RATIO_MEAN, Percentiles::meanNs);

  /** Latency of one operation in 100. */
  public static final BlockValue COST_P99 =
      cost(Metric.LATENCY_P99, Metric.ADDED_P99, Metric.RATIO_P99, BlockValue::p99Ns);

  private static final BlockValue COST_P999 =
      cost(Metric.LATENCY_P999, Metric.ADDED_P999, Metric.RATIO_P999, BlockValue::p999Ns);
  private static final BlockValue COST_MAX =
      cost(Metric.LATENCY_MAX, Metric.ADDED_MAX, Metric.RATIO_MAX, Percentiles::maxNs);

  /** Median delay of an event. */
  public static final BlockValue DELIVERY_P50 = delivery(Metric.DELIVERY_P50, Percentiles::p50Ns);

  /** Delay of one event in 100. */
  public static final BlockValue DELIVERY_P99 = delivery(Metric.DELIVERY_P99, BlockValue::p99Ns);

  /** Median delay of a verdict. */
  public static final BlockValue VERDICT_P50 = verdict(Metric.VERDICT_P50, Percentiles::p50Ns);

  /** User and system time of the sensor process in the closed loop. */
  public static final BlockValue CPU_SECONDS_PER_MILLION_EVENTS =
      new BlockValue(Metric.SENSOR_CPU, null, null, BlockValue::cpuSecondsPerMillionEvents);

  /** Voluntary context switches of the sensor process in the closed loop, by its events. */
  static final BlockValue WAKE_UPS_PER_EVENT =
      new BlockValue(Metric.WAKE_UPS, null, null, BlockValue::wakeUpsPerEvent);

  /** Latency of the operation itself. */
  public static final List<BlockValue> COST =
      List.of(COST_P50, COST_MEAN, COST_P99, COST_P999, COST_MAX);

  static final List<BlockValue> DELIVERY =
      List.of(
          DELIVERY_P50,
          DELIVERY_P99,
          delivery(Metric.DELIVERY_P999, BlockValue::p999Ns),
          delivery(Metric.DELIVERY_MAX, Percentiles::maxNs));
  static final List<BlockValue> VERDICT =
      List.of(
          VERDICT_P50,
          verdict(Metric.VERDICT_P99, BlockValue::p99Ns),
          verdict(Metric.VERDICT_P999, BlockValue::p999Ns),
          verdict(Metric.VERDICT_MAX, Percentiles::maxNs));

  private static BlockValue cost(
      Metric metric, Metric added, Metric ratio, Function<Percentiles, Number> part) {
    return new BlockValue(metric, added, ratio, block -> of(block.cost(), part));
  }

  private static BlockValue delivery(Metric metric, Function<Percentiles, Number> part) {
    return new BlockValue(metric, null, null, block -> of(block.delivery(), part));
  }

  private static BlockValue verdict(Metric metric, Function<Percentiles, Number> part) {
    return new BlockValue(metric, null, null, block -> of(block.verdict(), part));
  }

  /** The number; null: the block has none. */
  Double of(Block block) {
    return read.apply(block);
  }

  private static Double of(Percentiles figures, Function<Percentiles, Number> part) {
    Number value = figures == null ? null : part.apply(figures);
    return value == null ? null : Double.valueOf(value.doubleValue());
  }

  /** Of fewer operations the 99th percentile is their maximum under another name. */
  private static Number p99Ns(Percentiles figures) {
    return figures.count() < LEAST_FOR_P99 ? null : (Number) figures.p99Ns();
  }

  private static Number p999Ns(Percentiles figures) {
    return figures.count() < LEAST_FOR_P999 ? null : (Number) figures.p999Ns();
  }

  private static Double wakeUpsPerEvent(Block block) {
    Block.SensorCost cost = block.sensorCost();
    return cost == null || cost.events() == 0 || cost.voluntaryContextSwitches() == null
        ? null
        : Double.valueOf(cost.voluntaryContextSwitches() / (double) cost.events());
  }

  private static Double cpuSecondsPerMillionEvents(Block block) {
    Block.SensorCost cost = block.sensorCost();
    if (cost == null || cost.events() == 0) {
      return null;
    }
    // ns an event are thousandths of a second a million events.
    return (cost.cpuUserNs() + cost.cpuSystemNs()) / (double) cost.events() / 1000;
  }
}
