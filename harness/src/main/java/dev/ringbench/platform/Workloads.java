// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform;

import java.nio.file.Path;

/** One thread's operations, and what else the machine does meanwhile. */
public interface Workloads {
  /**
   * Opens the workload for the calling thread. The calling process dies with its parent from here
   * on: nobody else would clean up after it.
   */
  WorkloadSession open(Path workDir);

  /** What else used the machine; compare two of them. */
  LoadSnapshot load();

  /** Counters whose differences say what disturbed a block. */
  interface LoadSnapshot {
    /** What happened between {@code earlier} and this one; null when nothing disturbed. */
    String disturbanceSince(LoadSnapshot earlier);

    /** Fraction of all CPU time that the hypervisor took since {@code earlier}; null: unknown. */
    Double stealSince(LoadSnapshot earlier);
  }
}
