// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.subject;

import java.util.Random;

/**
 * Names of what operations are done on, which nobody else uses: two letters of Ringbench, two of
 * the run, two of the batch, and the index of the target. With their index they have at most 12
 * characters, as the kernel keeps 15 of a process's name.
 */
public final class TargetName {
  /** Where the addresses of connects begin, in 127.0.0.0/8: 127.64.0.0. */
  static final int FIRST_ADDRESS = 64 << 16;

  /** The greatest index of a target. */
  public static final int LAST_INDEX = 99_999;

  private static final int DIGITS = 36;

  private final String run;
  private int batch;

  /** {@code seed}: of the run's letters. */
  public TargetName(long seed) {
    this.run = "rb" + twoOf(new Random(seed).nextInt(DIGITS * DIGITS));
  }

  private static String twoOf(int number) {
    String digits = Integer.toString(number % (DIGITS * DIGITS), DIGITS);
    return digits.length() < 2 ? "0" + digits : digits;
  }

  /** What all names of the run begin with. */
  public String run() {
    return run;
  }

  /** A batch of targets of its own; after 1,296 the names come again. */
  public String nextBatch() {
    return run + twoOf(batch++);
  }
}
