// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.capacity;

import java.util.ArrayList;
import java.util.List;

/**
 * Event rates of the machines of a fleet, second by second: log-normal with the mean and the 99th
 * percentile that were published for a fleet of container hosts, and no more than its maximum. That
 * it is log-normal is our assumption: two figures and a maximum do not say more.
 *
 * @param meanPerSecond published
 * @param p99PerSecond published
 * @param maxPerSecond published
 */
public record FleetRates(double meanPerSecond, double p99PerSecond, double maxPerSecond) {
  /** 78,000, 261,000 and 824,000 events a second. */
  public static final FleetRates CONTAINER_HOSTS = new FleetRates(78_000, 261_000, 824_000);

  private static final double Z99 = 2.3263478740408408;

  private double sigma() {
    // ln p99 - ln mean = z sigma - sigma^2 / 2, its smaller solution.
    return Z99 - Math.sqrt(Z99 * Z99 - 2 * Math.log(p99PerSecond / meanPerSecond));
  }

  private double mu() {
    return Math.log(meanPerSecond) - sigma() * sigma() / 2;
  }

  private org.apache.commons.statistics.distribution.LogNormalDistribution distribution() {
    return org.apache.commons.statistics.distribution.LogNormalDistribution.of(mu(), sigma());
  }

  /** The middles of so many equally likely parts, and the maximum. */
  public List<Double> rates(int parts) {
    List<Double> rates = new ArrayList<>();
    for (int i = 0; i <= parts; i++) {
      rates.add(rate(i, parts));
    }
    return rates;
  }

  /** The one of that number, from 0. */
  public double rate(int number, int parts) {
    return number >= parts
        ? maxPerSecond
        : Math.min(
            maxPerSecond, distribution().inverseCumulativeProbability((number + 0.5) / parts));
  }

  /** Part of the fleet's seconds with at most that rate. */
  public double shareWithin(double ratePerSecond) {
    return ratePerSecond >= maxPerSecond
        ? 1
        : distribution().cumulativeProbability(Math.max(ratePerSecond, Double.MIN_NORMAL));
  }
}
