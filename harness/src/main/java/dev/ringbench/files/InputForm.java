// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.files;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a file is by its first bytes, and what to do about it. */
enum InputForm {
  /** UTF-8, as far as the first bytes tell. */
  TEXT(""),
  /** UTF-8 behind a byte order mark, which is skipped. */
  TEXT_WITH_MARK(""),
  /** Read as what it unpacks to. */
  GZIP(""),
  EMPTY("is empty. Use another copy"),
  UTF_16("is text in UTF-16. Convert it: iconv -f UTF-16 -t UTF-8"),
  UTF_32("is text in UTF-32. Convert it: iconv -f UTF-32 -t UTF-8"),
  ZIP("is a ZIP archive. Unpack it, and name the file in it"),
  XZ("is compressed with xz. Unpack it: xz -d"),
  ZSTD("is compressed with zstd. Unpack it: zstd -d"),
  BZIP2("is compressed with bzip2. Unpack it: bzip2 -d"),
  HTML("is a page of HTML or XML. Name the document that it was made from"),
  BINARY("is binary, and no text. Use another copy");

  /** So many bytes are looked at. */
  static final int BYTES = 512;

  private record Magic(List<Integer> bytes, InputForm form) {
    boolean begins(byte[] head) {
      for (int i = 0; i < bytes.size(); i++) {
        if (i >= head.length || (head[i] & 0xff) != bytes.get(i)) {
          return false;
        }
      }
      return true;
    }
  }

  /** The first that fits; a mark of UTF-32 begins like one of UTF-16. */
  private static final List<Magic> MAGIC =
      List.of(
          new Magic(List.of(0xef, 0xbb, 0xbf), TEXT_WITH_MARK),
          new Magic(List.of(0xff, 0xfe, 0, 0), UTF_32),
          new Magic(List.of(0, 0, 0xfe, 0xff), UTF_32),
          new Magic(List.of(0, 0, 0), UTF_32),
          new Magic(List.of(0xff, 0xfe), UTF_16),
          new Magic(List.of(0xfe, 0xff), UTF_16),
          new Magic(List.of(0x1f, 0x8b), GZIP),
          new Magic(List.of((int) 'P', (int) 'K', 3, 4), ZIP),
          new Magic(List.of(0xfd, (int) '7', (int) 'z', (int) 'X', (int) 'Z', 0), XZ),
          new Magic(List.of(0x28, 0xb5, 0x2f, 0xfd), ZSTD),
          new Magic(List.of((int) 'B', (int) 'Z', (int) 'h'), BZIP2));

  private final String complaint;

  InputForm(String complaint) {
    this.complaint = complaint;
  }

  /** What follows the file's name in a message; empty: it is read. */
  String complaint() {
    return complaint;
  }

  /** {@code head}: the first {@link #BYTES}, or all. */
  static InputForm of(byte[] head) {
    if (head.length == 0) {
      return EMPTY;
    }
    for (Magic magic : MAGIC) {
      if (magic.begins(head)) {
        return magic.form();
      }
    }
    if (head.length > 3 && (head[0] == 0) != (head[1] == 0) && (head[2] == 0) != (head[3] == 0)) {
      return UTF_16;
    }
    for (byte b : head) {
      if (b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f') {
        return BINARY;
      }
    }
    String start = new String(head, StandardCharsets.ISO_8859_1);
    if (start.isBlank() && head.length < BYTES) {
      return EMPTY;
    }
    return start.stripLeading().startsWith("<") ? HTML : TEXT;
  }
}
