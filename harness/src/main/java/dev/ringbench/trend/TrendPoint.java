// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

/**
 * One figure of one stored document.
 *
 * @param value in the metric's unit
 * @param low lower end of its 95 % interval; null: not known
 * @param high upper end
 */
public record TrendPoint(StoredRun run, double value, Double low, Double high) {}
