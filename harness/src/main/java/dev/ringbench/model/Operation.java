// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.model;

/** What is monitored. {@link #toString()} is the name that users type and documents store. */
public enum Operation {
  /** open(2) and close(2) of one of 1,024 files on a tmpfs. */
  OPEN("open", 0),
  /** posix_spawn(3) of a static program that exits at once, and waitpid(2) for it. */
  EXEC("exec", 1);

  private final String id;
  private final int nativeCode;

  Operation(String id, int nativeCode) {
    this.id = id;
    this.nativeCode = nativeCode;
  }

  /** enum rb_operation in ringbench.h. */
  public int nativeCode() {
    return nativeCode;
  }

  @Override
  public String toString() {
    return id;
  }
}
