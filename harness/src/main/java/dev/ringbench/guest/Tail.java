// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import dev.ringbench.files.PlainFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The end of a file that a guest writes, as long as it likes. */
final class Tail {
  private Tail() {}

  /** At most {@code most} bytes; of text that is no UTF-8 something is left all the same. */
  static String of(Path file, int most) throws IOException {
    try (InputStream in = PlainFile.open(file)) {
      in.skip(Math.max(0, java.nio.file.Files.size(file) - most));
      return new String(in.readNBytes(most), StandardCharsets.UTF_8);
    }
  }
}
