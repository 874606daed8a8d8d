// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.programs;

import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A tree of files, the same everywhere: 50 directories of text, and a directory of C. */
public final class SourceTree {
  private static final int DIRECTORIES = 50;
  private static final int FILES = 31;
  private static final int LINES = 40;
  private static final int C_FILES = 16;
  private static final int FUNCTIONS = 60;

  private SourceTree() {}

  /** Writes it below {@code directory} and packs it. Returns the tar file. */
  public static Path pack(Path directory) {
    Path tree = directory.resolve("tree");
    try {
      for (int d = 0; d < DIRECTORIES; d++) {
        Path folder = Files.createDirectories(tree.resolve("d" + d));
        for (int f = 0; f < FILES; f++) {
          write(folder.resolve("f" + f), text(d * FILES + f));
        }
      }
      Path sources = Files.createDirectories(tree.resolve("src"));
      for (int i = 0; i < C_FILES; i++) {
        write(sources.resolve("c" + i + ".c"), code(i));
      }
      write(
          sources.resolve("Makefile"),
          "all: $(patsubst %.c,%.o,$(wildcard *.c))\n%.o: %.c\n\tgcc -O1 -c -o $@ $<\n");
      Path packed = directory.resolve("tree.tar");
      Process tar =
          new ProcessBuilder(
                  List.of("tar", "-C", directory.toString(), "-cf", packed.toString(), "tree"))
              .inheritIO()
              .start();
      if (tar.waitFor() != 0) {
        throw RingbenchException.machine("tar cannot pack " + tree + ". Free space.");
      }
      return packed;
    } catch (IOException e) {
      throw RingbenchException.machine(
          "Cannot make a tree of files in " + directory + ": " + e.getMessage() + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RingbenchException.machine("Interrupted while a tree of files was packed.", e);
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardCharsets.UTF_8);
  }

  private static String text(int number) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < LINES; i++) {
      text.append("line ").append(i).append(" of file ").append(number).append(" in a haystack\n");
    }
    return number % 97 == 0 ? text + "a needle\n" : text.toString();
  }

  private static String code(int number) {
    StringBuilder code = new StringBuilder("#include <stdio.h>\n#include <stdlib.h>\n");
    for (int i = 0; i < FUNCTIONS; i++) {
      code.append(
          String.format(
              java.util.Locale.ROOT,
              "int f%1$d_%2$d(int n) { int s = %2$d; for (int i = 0; i < n; i++) s += i * %1$d ^ s;"
                  + " if (s == 42) printf(\"%%d\\n\", s); return s; }\n",
              number,
              i));
    }
    return code.toString();
  }
}
