// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.subject;

import java.util.Arrays;
import java.util.List;

/** What can happen to a process of any kind, done from outside. */
public enum OutsideFault {
  /** SIGKILL to all its processes. */
  KILL("kill", "its processes are killed (SIGKILL)"),
  /** SIGSTOP, and SIGCONT later. */
  STOP("stop", "its processes are stopped (SIGSTOP) for a while"),
  /** Its control group is frozen, and thawed later. */
  FREEZE("freeze", "its control group is frozen for a while"),
  /** It gets 1 % of a CPU for a while. */
  STARVE("starve", "it gets 1 % of a CPU for a while"),
  /** Its memory is limited below what it has. */
  MEMORY("memory", "its memory is limited to half of what it uses"),
  /** No process of it may open another file. */
  DESCRIPTORS("descriptors", "it may open no more files for a while"),
  /** It is stopped as it should be and started again. */
  RESTART("restart", "it is stopped and started again as its operator would"),
  /** The file system with its log and its files is full. */
  DISK("disk", "the file system of its log and its files is full for a while"),
  /** Operations as fast as another CPU can do them. */
  FLOOD("flood", "another process does the same operation as fast as it can for a while"),
  /** Half of its configuration is gone when it starts again. */
  CONFIGURATION("configuration", "half of its configuration is cut off, and it is started again");

  private final String id;
  private final String text;

  OutsideFault(String id, String text) {
    this.id = id;
    this.text = text;
  }

  /** What is done, to be read in a table. */
  public String text() {
    return text;
  }

  /** Whether its process has to be started again afterwards. */
  public boolean ends() {
    return this == KILL || this == MEMORY || this == RESTART || this == CONFIGURATION;
  }

  /** What users may say. */
  public static List<String> names() {
    return Arrays.stream(values()).map(OutsideFault::toString).toList();
  }

  @Override
  public String toString() {
    return id;
  }
}
