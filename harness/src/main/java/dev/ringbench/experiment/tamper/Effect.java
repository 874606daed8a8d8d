// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.tamper;

/** What an attack does to operations, the worse one later. */
public enum Effect {
  /** As without it. */
  NOTHING(
      "nothing", 0, "every operation went on, was reported or was refused as without the attack"),
  /** What may pass is refused. */
  CLOSED("closed", 1, "operations that may pass failed"),
  /** Callers wait. */
  STALL("stall", 2, "operations did not return within their limit"),
  /** Events are missing. */
  BLIND("blind", 3, "operations were done and not reported while the attack lasted"),
  /** What has to be refused is done. */
  OPEN("open", 4, "operations that have to be refused were done");

  private final String id;
  private final int level;
  private final String meaning;

  Effect(String id, int level, String meaning) {
    this.id = id;
    this.level = level;
    this.meaning = meaning;
  }

  /** 0: nothing, to 4: open. */
  public int level() {
    return level;
  }

  /** In words. */
  public String meaning() {
    return meaning;
  }

  @Override
  public String toString() {
    return id;
  }
}
