// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;

/** What we write to. */
final class Terminal {
  private static final int UNKNOWN_WIDTH = 100;

  private Terminal() {}

  /** Characters a line: COLUMNS, which the launcher sets; 100 where nobody knows. */
  static int width() {
    String columns = System.getenv("COLUMNS");
    return columns != null && columns.matches("[1-9][0-9]{1,3}")
        ? Integer.parseInt(columns)
        : UNKNOWN_WIDTH;
  }

  /** Whether standard output can carry block characters such as U+2588. */
  static boolean printsBlocks() {
    String encoding =
        System.getProperty("stdout.encoding", System.getProperty("native.encoding", "US-ASCII"));
    return Charset.isSupported(encoding) && Charset.forName(encoding).newEncoder().canEncode('█');
  }

  /** Whether a person sees what we write to standard error; false where nobody knows. */
  static boolean isInteractive() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return target.matches("/dev/(pts/|tty|console).*") && !"dumb".equals(System.getenv("TERM"));
    } catch (IOException e) {
      return false;
    }
  }
}
