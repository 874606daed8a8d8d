// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

import java.util.Map;

/**
 * The straight line with the smallest sum of squared distances from its points.
 *
 * @param intercept at 0
 * @param slope for each unit of x
 */
public record LeastSquares(double intercept, double slope) {
  /**
   * The line through y by x.
   *
   * @throws IllegalArgumentException with fewer than two points
   */
  public static LeastSquares through(Map<Double, Double> points) {
    if (points.size() < 2) {
      throw new IllegalArgumentException(points.size() + " points make no line");
    }
    double meanX = points.keySet().stream().mapToDouble(x -> x).average().orElseThrow();
    double meanY = points.values().stream().mapToDouble(y -> y).average().orElseThrow();
    double covariance = 0;
    double variance = 0;
    for (Map.Entry<Double, Double> point : points.entrySet()) {
      covariance += (point.getKey() - meanX) * (point.getValue() - meanY);
      variance += (point.getKey() - meanX) * (point.getKey() - meanX);
    }
    double slope = covariance / variance;
    return new LeastSquares(meanY - slope * meanX, slope);
  }

  /** Where this line, from below, meets the other; NaN where it does not. */
  public double meets(LeastSquares other) {
    return slope > other.slope ? (other.intercept - intercept) / (slope - other.slope) : Double.NaN;
  }
}
