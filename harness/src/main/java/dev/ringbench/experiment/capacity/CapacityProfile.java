// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.capacity;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How long is looked for, and how long what was found has to hold. */
public enum CapacityProfile {
  /** All sensors on one operation in two minutes, on two CPUs. */
  QUICK(1, 3, 100, 1_000, 200),
  /** In ten. */
  STANDARD(3, 5, 250, 10_000, 1_000);

  private final int searches;
  private final int speedPairs;
  private final int stepMillis;
  private final int holdMillis;
  private final int pointMillis;

  CapacityProfile(int searches, int speedPairs, int stepMillis, int holdMillis, int pointMillis) {
    this.searches = searches;
    this.speedPairs = speedPairs;
    this.stepMillis = stepMillis;
    this.holdMillis = holdMillis;
    this.pointMillis = pointMillis;
  }

  /** Searches, each from the start. */
  public int searches() {
    return searches;
  }

  /** Full speeds, each beside one without a sensor. */
  public int speedPairs() {
    return speedPairs;
  }

  /** Of one rate that is tried. */
  public int stepMillis() {
    return stepMillis;
  }

  /** That the highest rate has to hold without loss. */
  public int holdMillis() {
    return holdMillis;
  }

  /** Of a load at a part of the capacity. */
  public int pointMillis() {
    return pointMillis;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What users may say. */
  public static List<String> names() {
    return Arrays.stream(values()).map(CapacityProfile::toString).toList();
  }
}
