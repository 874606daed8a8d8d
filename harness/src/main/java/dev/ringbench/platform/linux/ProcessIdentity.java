// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Identifies a process by its pid and its start time, because pids are used again: the first
 * process of every container has the pid 1.
 *
 * @param pid in the name space that it was written down in
 * @param startTicks when it started, in clock ticks since the machine did (field 22 of
 *     /proc/PID/stat); -1: unknown, so that any process of that pid counts
 */
record ProcessIdentity(long pid, long startTicks) {
  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,10})(?:-(\\d{1,18}))?");
  private static final int FIRST_AFTER_NAME = 3;
  private static final int START_TIME = 22;

  /** This process. */
  static ProcessIdentity own() {
    long pid = ProcessHandle.current().pid();
    return new ProcessIdentity(pid, startTicks(pid));
  }

  /** From what {@link #toString} gave, or from a pid alone; empty for other text. */
  static Optional<ProcessIdentity> parse(String text) {
    Matcher written = WRITTEN.matcher(text);
    return written.matches()
        ? Optional.of(
            new ProcessIdentity(
                Long.parseLong(written.group(1)),
                written.group(2) == null ? -1 : Long.parseLong(written.group(2))))
        : Optional.empty();
  }

  boolean isAlive() {
    long now = startTicks(pid);
    return now >= 0 && (startTicks < 0 || startTicks == now);
  }

  /** -1: there is no such process. */
  private static long startTicks(long pid) {
    try {
      String stat =
          Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
      // Its name, the second field, may have spaces and brackets of its own.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Long.parseLong(fields[START_TIME - FIRST_AFTER_NAME]);
    } catch (IOException e) {
      return -1;
    }
  }

  /** As it is part of names of files and groups: PID-START. */
  @Override
  public String toString() {
    return pid + "-" + startTicks;
  }
}
