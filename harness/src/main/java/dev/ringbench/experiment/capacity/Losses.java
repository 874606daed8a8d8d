// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.capacity;

/**
 * Where the events are that did not arrive.
 *
 * @param reported that the sensor counted
 * @param merged into an equal one before them, by a kernel that says so in its manual and not to
 *     the sensor
 * @param silent that nobody tells of
 * @param overflow that were not counted, only that there are such; then what is missing is here,
 *     and how many of them were merged is not known
 */
public record Losses(long reported, long merged, long silent, long overflow) {
  /** All of them. */
  public long total() {
    return reported + merged + silent + overflow;
  }
}
