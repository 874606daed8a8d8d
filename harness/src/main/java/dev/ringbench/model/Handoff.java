// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.model;

/** How an event gets from the monitored CPU to the sensor's thread: a factor, not a detail. */
public enum Handoff {
  /** No consumer: baselines, floors, decisions inside the kernel. */
  NONE("none", 0),
  /** The consumer sleeps, pinned to the workload's CPU. */
  SAME_CPU("same-cpu", 1),
  /** The consumer sleeps, pinned to another CPU. */
  OTHER_CPU("other-cpu", 2),
  /** The consumer spins on another CPU. */
  BUSY_POLL("busy-poll", 3);

  private final String id;
  private final int nativeCode;

  Handoff(String id, int nativeCode) {
    this.id = id;
    this.nativeCode = nativeCode;
  }

  /** enum rb_handoff in ringbench.h. */
  public int nativeCode() {
    return nativeCode;
  }

  /** Whether a second CPU is needed. */
  public boolean needsOtherCpu() {
    return this == OTHER_CPU || this == BUSY_POLL;
  }

  @Override
  public String toString() {
    return id;
  }
}
