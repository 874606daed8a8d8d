// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.visibility;

/** What a sensor is asked for in a cell. */
public enum Asked {
  /** An event that names the object. */
  NAMES("names"),
  /** To refuse the object by its name. */
  REFUSES("refuses");

  private final String id;

  Asked(String id) {
    this.id = id;
  }

  @Override
  public String toString() {
    return id;
  }
}
