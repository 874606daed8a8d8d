// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.visibility;

/** What a sensor made of an operation, the better one first. */
public enum Sight {
  /** An event names the object and no other process than the one that has it. */
  RIGHT("right", 0, "an event names the object and nobody else"),
  /** The sensor refused it. */
  REFUSED("refused", 0, "the operation was refused, as it should be"),
  /** An event without the name, or with a name that somebody has to resolve. */
  PARTIAL("partial", 1, "an event without the object's name, or with an ambiguous one"),
  /** An event that names something or somebody else. */
  WRONG("wrong", 2, "an event names another object or another process"),
  /** No event. */
  UNSEEN("unseen", 3, "no event"),
  /** It should have been refused and was done. */
  EVADED("evaded", 3, "the operation should have been refused, and was done");

  private final String id;
  private final int level;
  private final String meaning;

  Sight(String id, int level, String meaning) {
    this.id = id;
    this.level = level;
    this.meaning = meaning;
  }

  /** 0: as it should be, to 3: nothing; as figures and colours have it. */
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
