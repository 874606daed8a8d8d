// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

/**
 * One block's figure.
 *
 * @param fork benchmark JVM, the unit of replication
 * @param round inside the fork
 * @param value in the figure's unit
 */
public record Observation(int fork, int round, double value) {}
