// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.document.DocumentJson;
import dev.ringbench.document.Reading;
import dev.ringbench.document.Rerun;
import dev.ringbench.render.TextReport;
import dev.ringbench.section.Section;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What we write to. */
final class Terminal {
  private static final int UNKNOWN_WIDTH = 100;

  /** A report needs that much. */
  private static final int NARROWEST = 60;

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

  /**
   * What is written to 1, standard output, or 2, standard error: UTF-8 but for a terminal that has
   * another encoding, since what is kept in files has a form that others read.
   */
  static Charset textEncoding(int descriptor) {
    return isTerminal(descriptor) && !encoding().equals(StandardCharsets.US_ASCII)
        ? encoding()
        : StandardCharsets.UTF_8;
  }

  /** Characters a line: COLUMNS, which the launcher sets; 100 where nobody knows. */
  static int width() {
    String columns = System.getenv("COLUMNS");
    return columns != null && columns.matches("[1-9][0-9]{1,3}")
        ? Integer.parseInt(columns)
        : UNKNOWN_WIDTH;
  }

  /** Prints a report, with no line longer than the terminal is wide. */
  static void print(List<Section> sections) {
    System.out.print(TextReport.of(sections, Math.max(NARROWEST, width())));
  }

  /** Prints what a command measured; {@code all}: the whole report, not its first screen. */
  static void show(Reading document, boolean all) {
    String file = document.head().file().toString();
    print(all ? document.report() : document.firstScreen());
    System.out.println(
        all
            ? "\nResult document: " + file
            : "  The whole report of the result document: ringbench report " + Rerun.quoted(file));
  }

  /** Prints records and maps for programs. */
  static void printJson(Object what) {
    System.out.println(
        DocumentJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(what));
  }

  /** Whether standard output can carry block characters such as U+2588. */
  static boolean printsBlocks() {
    return encoding().newEncoder().canEncode('█');
  }

  /** Whether a person sees what we write to standard error; false where nobody knows. */
  static boolean isInteractive() {
    return isTerminal(2) && !"dumb".equals(System.getenv("TERM"));
  }

  private static boolean isTerminal(int descriptor) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
          .toString()
          .matches("/dev/(pts/|tty|console).*");
    } catch (IOException e) {
      return false;
    }
  }
}
