// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.model;

/** Where a sensor's decision runs. */
public enum Placement {
  /** No sensor: the baseline, and the baseline again. */
  BASELINE,
  /** The cheapest possible thing at a hook. */
  FLOOR,
  /** A kernel module. */
  KERNEL_NATIVE,
  /** Verified code in the kernel: BPF, a seccomp filter. */
  KERNEL_VERIFIED,
  /** A kernel hook; the caller waits for a verdict from user mode. */
  USER_SYNC,
  /** A kernel event; somebody in user mode watches. */
  USER_ASYNC,
  /** Inside the monitored process. */
  IN_PROCESS
}
