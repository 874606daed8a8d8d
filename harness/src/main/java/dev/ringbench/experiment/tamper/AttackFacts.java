// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.tamper;

/**
 * An attack of the catalogue.
 *
 * @param id T11, T16a
 * @param title what is done
 * @param reason why nobody can be asked here; null: it was done where it means something
 * @param remedy what to do; null
 */
public record AttackFacts(
    String id, String title, Attacker attacker, String reason, String remedy) {
  /** Of the control, which is no attack. */
  public static final String CONTROL = "T00";

  /** Whether nothing is done in it. */
  public boolean control() {
    return id.equals(CONTROL);
  }

  @Override
  public String toString() {
    return id + " " + title;
  }
}
