// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.model;

/** What is monitored. {@link #toString()} is the name that users type and documents store. */
public enum Operation {
  /** open(2) and close(2) of one of 1,024 files on a tmpfs. */
  OPEN("open", 0),
  /** posix_spawn(3) of a static program that exits at once, and waitpid(2) for it. */
  EXEC("exec", 1),
  /** socket(2) and connect(2), TCP over the loopback interface, IPv4. */
  CONNECT("connect", 2),
  /** The same over IPv6. */
  CONNECT6("connect6", 3),
  /** write(2) of one byte to one of 64 open files on a tmpfs. */
  WRITE("write", 4),
  /** renameat2(2) within a directory of a tmpfs. */
  RENAME("rename", 5),
  /** unlinkat(2) of an empty file on a tmpfs. */
  UNLINK("unlink", 6),
  /** mmap(2) of a page of a file, executable, and munmap(2). */
  MMAP_EXEC("mmap-exec", 7),
  /** A process that shares its parent's memory and exits at once, and waitpid(2) for it. */
  EXIT("exit", 8),
  /** sched_get_priority_max(2), about the cheapest call with an argument: its hook, little else. */
  NULL_CALL("null-call", 10),
  /**
   * stat(2), which no sensor here watches: what one that watches opens costs a bystander. Its
   * canary is an open.
   */
  STAT("stat", 9);

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

  /** Whether a sensor gets an event for it. */
  public boolean isWatched() {
    return this != STAT;
  }

  /** Whether it makes a process, and takes as long as that. */
  public boolean makesProcess() {
    return this == EXEC || this == EXIT;
  }

  /** Whether rules can be compared with it: whether its events have paths in every placement. */
  public boolean hasRules() {
    return this == OPEN || this == EXEC;
  }

  @Override
  public String toString() {
    return id;
  }
}
