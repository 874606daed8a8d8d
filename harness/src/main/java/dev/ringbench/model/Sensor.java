// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.model;

import java.util.List;

/**
 * One mechanism in one configuration that observes operations.
 *
 * @param id what users type, and the id of its C file's operations table
 * @param placement where its decision runs
 * @param mode what it may do
 * @param mechanism one line: what hooks what
 * @param fields what one event carries without a further system call
 * @param baseline id of the sensor-free row that its cost is paired with
 * @param floor id of the cheapest thing at the same hook, null for none
 * @param consumer whether a user-mode thread receives its events, so that hand-off is a factor
 * @param standard whether it is measured when no sensors are named
 * @param evaluates whether it can compare events with the rules of content; null: no
 * @param failure what happens to operations when the sensor dies: open, closed or none
 * @param pairs how far it may be compared with others
 */
public record Sensor(
    String id,
    Placement placement,
    Mode mode,
    String mechanism,
    String fields,
    String baseline,
    String floor,
    boolean consumer,
    boolean standard,
    Boolean evaluates,
    String failure,
    List<Pair> pairs) {

  /** A sensor that this one may be compared with, and how far. */
  public record Pair(String with, Pairing pairing) {}

  /** Defensive copy; a descriptor without pairs has an empty list. */
  public Sensor {
    evaluates = evaluates != null && evaluates;
    pairs = pairs == null ? List.of() : List.copyOf(pairs);
  }
}
