// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.experiment.run.RunDocument.BlockSettings;
import dev.ringbench.model.Operation;

/** How much is measured. */
public enum Profile {
  /** Everything within four minutes on two CPUs. */
  QUICK(6, 3, 60),
  /** Sharp enough for 2 % of an open. */
  STANDARD(10, 6, 150),
  /** What is published. */
  THOROUGH(20, 10, 250);

  private static final int MAX_OPENS = 8192;
  private static final int MAX_EXECS = 256;
  private static final int OPENS_PER_SECOND = 2000;
  private static final int EXECS_PER_SECOND = 200;
  private static final long CLOSED_LIMIT_NS = 40_000_000;

  private final int forks;
  private final int rounds;
  private final int openLoopMillis;

  Profile(int forks, int rounds, int openLoopMillis) {
    this.forks = forks;
    this.rounds = rounds;
    this.openLoopMillis = openLoopMillis;
  }

  /** Benchmark JVMs, one after another. */
  public int forks() {
    return forks;
  }

  /** Rounds in each of them. */
  public int rounds() {
    return rounds;
  }

  /** Sizes of the blocks. */
  public BlockSettings settings(Operation operation) {
    int rate = operation.makesProcess() ? EXECS_PER_SECOND : OPENS_PER_SECOND;
    return new BlockSettings(
        operation,
        operation.makesProcess() ? MAX_EXECS : MAX_OPENS,
        CLOSED_LIMIT_NS,
        rate * openLoopMillis / 1000,
        rate);
  }

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
