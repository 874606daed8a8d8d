// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.programs;

import java.util.Arrays;
import java.util.List;

/** What people wait for: programs that ship with every Debian, on a tree of files. */
public enum MacroWorkload {
  /** tar unpacks 1,567 files, five times. */
  UNPACK(
      "unpack",
      "rm -rf [0-9]; mkdir 1 2 3 4 5",
      "for i in 1 2 3 4 5; do tar -C $i -xf '%1$s' || exit; done",
      "tar"),
  /** make compiles 16 C files with two jobs. */
  COMPILE("compile", "rm -rf tree; tar -xf '%1$s'", "make -s -j2 -C tree/src", "tar make gcc"),
  /** find and grep go over the tree, ten times. */
  SEARCH(
      "search",
      "rm -rf tree; tar -xf '%1$s'",
      "for i in 0 1 2 3 4 5 6 7 8 9; do find tree -type f -print0 | xargs -0 grep -l needle >/dev/null; done",
      "tar find xargs grep"),
  /** A shell starts 500 processes, one after the other. */
  SPAWN("spawn", "true", "i=0; while [ $i -lt 500 ]; do /bin/true; i=$((i+1)); done", ""),
  /**
   * An HTTP server on the loopback interface sends 300 files to four clients. It ends with its
   * shell.
   */
  SERVE(
      "serve",
      "rm -rf tree; tar -xf '%1$s'",
      "setpriv --pdeathsig KILL busybox httpd -f -h tree -p 127.0.0.1:%2$d & server=$!;"
          + " until curl -s -o /dev/null http://127.0.0.1:%2$d/d0/f0; do sleep 0.01; done;"
          + " curl -s -Z --parallel-max 4 -o /dev/null"
          + " 'http://127.0.0.1:%2$d/d[0-9]/f[0-29]' 2>/dev/null; status=$?;"
          + " kill $server; wait $server 2>/dev/null; exit $status",
      "tar setpriv busybox curl");

  private final String id;
  private final String before;
  private final String timed;
  private final String programs;

  MacroWorkload(String id, String before, String timed, String programs) {
    this.id = id;
    this.before = before;
    this.timed = timed;
    this.programs = programs;
  }

  /** Shell commands that make ready for it. {@code tree}: a tar file with the tree. */
  public String before(String tree, int port) {
    return before.formatted(tree, port);
  }

  /** The shell commands that are timed; they exit with 0. */
  public String timed(String tree, int port) {
    return timed.formatted(tree, port);
  }

  /** Programs that have to be there. */
  public List<String> programs() {
    return programs.isEmpty() ? List.of() : List.of(programs.split(" ", -1));
  }

  /** What users may say. */
  public static List<String> names() {
    return Arrays.stream(values()).map(MacroWorkload::toString).toList();
  }

  @Override
  public String toString() {
    return id;
  }
}
