// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.tamper;

/**
 * What a sensor said of an attack by itself.
 *
 * @param by what it said it with
 * @param ms from the attack
 * @param afterNext whether it said so only after another operation on each CPU
 * @param text a line
 */
public record Told(By by, double ms, boolean afterNext, String text) {
  /** Ways to tell. */
  public enum By {
    /** Its process ended, which whoever started it is told. */
    EXIT("exit"),
    /** It reported lost events. */
    LOSS("loss"),
    /** It wrote a line beside its events. */
    LOG("log");

    private final String id;

    By(String id) {
      this.id = id;
    }

    @Override
    public String toString() {
      return id;
    }
  }
}
