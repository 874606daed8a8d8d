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
 * @param operations what it can watch; null: open and exec, and stat as their bystander
 * @param merges whether the kernel makes one event of equal ones that wait; null: no
 * @param queue the limit of the system that its waiting events meet, as sysctl names it; null: none
 *     but the size that we choose
 * @param programs the operation that it watches of everybody, where it can; null: it cannot
 * @param quick whether the quick profile has the time for it; null: yes
 * @param residue what it leaves behind until the machine boots; null: nothing
 * @param failure what happens to operations when the sensor dies: open, closed or none; null: it is
 *     not known
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
    List<Operation> operations,
    Boolean merges,
    String queue,
    Operation programs,
    Boolean quick,
    String residue,
    String failure,
    List<Pair> pairs) {

  /** A sensor that this one may be compared with, and how far. */
  public record Pair(String with, Pairing pairing) {}

  /** Defensive copy; a descriptor without pairs has an empty list. */
  public Sensor {
    operations =
        operations == null
            ? List.of(Operation.OPEN, Operation.EXEC, Operation.STAT)
            : List.copyOf(operations);
    evaluates = evaluates != null && evaluates;
    merges = merges != null && merges;
    quick = quick == null || quick;
    pairs = pairs == null ? List.of() : List.copyOf(pairs);
  }

  /** Whether it can watch the operation, or stand by it. */
  public boolean watches(Operation operation) {
    return operations.contains(operation);
  }

  /** Whether there are events to account for: a consumer of a baseline waits for none. */
  public boolean reports() {
    return consumer && mode != Mode.NONE;
  }

  /** Whether an event may be missing because an equal one was waiting. */
  public boolean mergesEqualEvents() {
    return merges != null && merges;
  }
}
