// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How long subjects are measured: starting one takes seconds, so rounds are few and long. */
public enum SubjectProfile {
  /** At least 14 subjects in 20 minutes. */
  QUICK(5, 200),
  /** For what is published. */
  STANDARD(12, 400);

  private final int rounds;
  private final int blockMs;

  SubjectProfile(int rounds, int blockMs) {
    this.rounds = rounds;
    this.blockMs = blockMs;
  }

  /** Pairs of blocks of each row and operation. */
  public int rounds() {
    return rounds;
  }

  /** Length of a block, in ms. */
  public int blockMs() {
    return blockMs;
  }

  /** What users may say. */
  public static List<String> names() {
    return Arrays.stream(values()).map(SubjectProfile::toString).toList();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
