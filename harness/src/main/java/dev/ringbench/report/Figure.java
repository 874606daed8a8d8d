// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import dev.ringbench.result.Block;
import java.util.List;
import java.util.function.Function;

/** One number that a block has, or has not (null). */
public final class Figure {
  public static final Figure COST_P50 =
      new Figure("p50", block -> of(block.cost(), Block.Figures::p50Ns));
  public static final Figure COST_P99 =
      new Figure("p99", block -> of(block.cost(), Block.Figures::p99Ns));
  public static final Figure COST_P999 =
      new Figure("p999", block -> of(block.cost(), Block.Figures::p999Ns));
  public static final Figure COST_MAX =
      new Figure("max", block -> of(block.cost(), Block.Figures::maxNs));
  public static final Figure DELIVERY_P50 =
      new Figure("p50", block -> of(block.delivery(), Block.Figures::p50Ns));
  public static final Figure DELIVERY_P99 =
      new Figure("p99", block -> of(block.delivery(), Block.Figures::p99Ns));
  public static final Figure DELIVERY_P999 =
      new Figure("p999", block -> of(block.delivery(), Block.Figures::p999Ns));
  public static final Figure DELIVERY_MAX =
      new Figure("max", block -> of(block.delivery(), Block.Figures::maxNs));
  public static final Figure VERDICT_P50 =
      new Figure("p50", block -> of(block.verdict(), Block.Figures::p50Ns));
  public static final Figure VERDICT_P99 =
      new Figure("p99", block -> of(block.verdict(), Block.Figures::p99Ns));
  public static final Figure VERDICT_P999 =
      new Figure("p999", block -> of(block.verdict(), Block.Figures::p999Ns));
  public static final Figure VERDICT_MAX =
      new Figure("max", block -> of(block.verdict(), Block.Figures::maxNs));

  /** User and system time of the sensor process in the closed loop. */
  public static final Figure CPU_SECONDS_PER_MILLION_EVENTS =
      new Figure("", Figure::cpuSecondsPerMillionEvents);

  /** Latency of the operation itself. */
  public static final List<Figure> COST = List.of(COST_P50, COST_P99, COST_P999, COST_MAX);

  static final List<Figure> DELIVERY =
      List.of(DELIVERY_P50, DELIVERY_P99, DELIVERY_P999, DELIVERY_MAX);
  static final List<Figure> VERDICT = List.of(VERDICT_P50, VERDICT_P99, VERDICT_P999, VERDICT_MAX);

  private final String suffix;
  private final Function<Block, Double> read;

  private Figure(String suffix, Function<Block, Double> read) {
    this.suffix = suffix;
    this.read = read;
  }

  /** End of the metric's name. */
  public String suffix() {
    return suffix;
  }

  /** The number, or null. */
  Double of(Block block) {
    return read.apply(block);
  }

  private static Double of(Block.Figures figures, Function<Block.Figures, Long> read) {
    return figures == null ? null : Double.valueOf(read.apply(figures));
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
