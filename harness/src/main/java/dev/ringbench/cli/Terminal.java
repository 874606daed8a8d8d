// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What we write to. */
final class Terminal {
  private static final int UNKNOWN_WIDTH = 100;

  /** Standard error, for what moves the cursor: our own sequences, and text made harmless. */
  static final PrintStream CONTROLLED =
      new PrintStream(new FileOutputStream(FileDescriptor.err), true, encoding());

  private Terminal() {}

  /** That the system has for what is printed. */
  static Charset encoding() {
    return Stream.of("stdout.encoding", "sun.stdout.encoding", "native.encoding")
        .map(System::getProperty)
        .filter(name -> name != null && Charset.isSupported(name))
        .map(Charset::forName)
        .findFirst()
        .orElse(StandardCharsets.US_ASCII);
  }

  /** The same, but UTF-8 where there is no locale: formats that others read must be that. */
  static Charset textEncoding() {
    return encoding().equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : encoding();
  }

  /** Characters a line: COLUMNS, which the launcher sets; 100 where nobody knows. */
  static int width() {
    String columns = System.getenv("COLUMNS");
    return columns != null && columns.matches("[1-9][0-9]{1,3}")
        ? Integer.parseInt(columns)
        : UNKNOWN_WIDTH;
  }

  /** Whether standard output can carry block characters such as U+2588. */
  static boolean printsBlocks() {
    return encoding().newEncoder().canEncode('█');
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
