// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What a content writes, for tests that look into it. */
public final class ContentText {
  private ContentText() {}

  /** All of it, which is UTF-8. */
  public static String of(AtomicFile.Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      content.writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
