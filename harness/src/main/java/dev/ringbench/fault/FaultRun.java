// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

/**
 * One run of a campaign, before it is done.
 *
 * @param number its place in the plan
 * @param kind see {@link Facts}
 * @param fault as in the catalogue; "none" without one
 * @param trigger number of the event that meets it
 * @param reboot whether a machine that goes down is to be rebooted, and what is on its disk looked
 *     at
 */
public record FaultRun(
    int number,
    String kind,
    String fault,
    String sensor,
    Place place,
    long seed,
    long trigger,
    MachineProfile profile,
    boolean reboot) {
  /** Runs that differ in seed and trigger only. */
  public String cell() {
    return kind + " " + fault + " " + sensor + " " + place.label() + " " + profile.label();
  }
}
