// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

import java.util.Random;

/**
 * Random numbers of one round of a run, which follow from the run's seed. Neighbouring rounds get
 * unrelated numbers: {@link Random} alone gives almost the same first numbers for seeds that differ
 * by one, and a round of two sensors then has the same order as the round before.
 */
public final class SeededOrder {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private SeededOrder() {}

  /** Of that round of that fork. */
  public static Random of(long seed, int fork, int round) {
    return new Random(mixed(mixed(mixed(seed) + fork) + round));
  }

  /** The finalizer of SplitMix64 (Steele, Lea and Flood 2014): each bit depends on each. */
  private static long mixed(long value) {
    long z = value + GOLDEN;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
