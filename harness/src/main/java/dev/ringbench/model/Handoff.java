// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.model;

/** How an event gets from the monitored CPU to the sensor's thread: a factor, not a detail. */
public enum Handoff {
  /** No consumer: baselines, floors, decisions inside the kernel. */
  NONE("none", 0, 'x'),
  /** The consumer sleeps, pinned to the workload's CPU. */
  SAME_CPU("same-cpu", 1, 's'),
  /** The consumer sleeps, pinned to another CPU. */
  OTHER_CPU("other-cpu", 2, 'o'),
  /** The consumer spins on another CPU. */
  BUSY_POLL("busy-poll", 3, 'b');

  private final String id;
  private final int nativeCode;
  private final char letter;

  Handoff(String id, int nativeCode, char letter) {
    this.id = id;
    this.nativeCode = nativeCode;
    this.letter = letter;
  }

  /** Stands for the name where there is no room: below a bar, in a short answer. */
  public char letter() {
    return letter;
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
