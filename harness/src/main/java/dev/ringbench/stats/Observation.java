// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

/**
 * One block's figure.
 *
 * @param session run of its own, at another time; 0 where there is only one
 * @param fork benchmark JVM, the unit of replication; a number belongs to one session
 * @param round inside the fork
 * @param value in the figure's unit
 */
public record Observation(int session, int fork, int round, double value) {
  /** Of the only session. */
  public Observation(int fork, int round, double value) {
    this(0, fork, round, value);
  }

  /** The same place with another value. */
  public Observation with(double other) {
    return new Observation(session, fork, round, other);
  }
}
