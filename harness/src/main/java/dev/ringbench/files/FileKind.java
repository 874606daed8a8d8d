// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a name leads to, links followed: told by stat(2), before anything is opened. */
enum FileKind {
  REGULAR,
  DIRECTORY,
  PIPE,
  SOCKET,
  DEVICE;

  private static final int FORMAT = 0170000;

  /**
   * The kind.
   *
   * @throws IOException there is nothing of that name, or a directory on the way may not be read
   */
  static FileKind of(Path path) throws IOException {
    int mode = (Integer) Files.getAttribute(path, "unix:mode") & FORMAT;
    return switch (mode) {
      case 0100000 -> REGULAR;
      case 0040000 -> DIRECTORY;
      case 0010000 -> PIPE;
      case 0140000 -> SOCKET;
      default -> DEVICE;
    };
  }
}
