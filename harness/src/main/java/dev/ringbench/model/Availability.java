// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.model;

/**
 * Whether this machine can run a cell, found out by loading, attaching and seeing the canary.
 *
 * @param cell what was tried
 * @param available whether the canary came
 * @param reason why not; null when available
 * @param remedy what to do about it; null when available
 */
public record Availability(Cell cell, boolean available, String reason, String remedy) {
  /** A cell that works. */
  public static Availability of(Cell cell) {
    return new Availability(cell, true, null, null);
  }

  /** A cell that does not. */
  public static Availability refused(Cell cell, String reason, String remedy) {
    return new Availability(cell, false, reason, remedy);
  }
}
