// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a program or library says that it needs where it runs, read from the file (see elf(5)), for
 * an architecture whose loader this machine cannot ask.
 *
 * @param loader path of the program's loader; null: it names none
 * @param names of libraries, without directories
 */
record ElfLibraries(String loader, List<String> names) {
  private static final ElfLibraries NONE = new ElfLibraries(null, List.of());
  private static final int MAGIC = 0x7f454c46;
  private static final int CLASS_OFFSET = 4;
  private static final byte CLASS_64 = 2;
  private static final byte LITTLE_ENDIAN = 1;
  private static final int HEADER_BYTES = 64;

  /** In the file's header: where the program headers are, and how many. */
  private static final int HEADERS_OFFSET = 32;

  private static final int HEADERS_COUNT = 56;
  private static final int PROGRAM_HEADER_BYTES = 56;

  /** In a program header. */
  private static final int FILE_OFFSET = 8;

  private static final int ADDRESS = 16;
  private static final int FILE_SIZE = 32;

  private static final int LOAD = 1;
  private static final int DYNAMIC = 2;
  private static final int INTERPRETER = 3;
  private static final int NEEDED = 1;
  private static final int STRINGS = 5;

  /** Of any file; one that is no 64-bit little-endian ELF file needs nothing. */
  static ElfLibraries of(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    if (bytes.limit() < HEADER_BYTES
        || bytes.getInt(0) != MAGIC
        || bytes.get(CLASS_OFFSET) != CLASS_64
        || bytes.get(CLASS_OFFSET + 1) != LITTLE_ENDIAN) {
      return NONE;
    }
    try {
      return read(bytes.order(ByteOrder.LITTLE_ENDIAN));
    } catch (IndexOutOfBoundsException | ArithmeticException e) {
      throw new IOException(file + " is no whole ELF file", e);
    }
  }

  private record Segment(int type, int offset, long address, int size) {}

  private static ElfLibraries read(ByteBuffer bytes) {
    List<Segment> segments = new ArrayList<>();
    int at = Math.toIntExact(bytes.getLong(HEADERS_OFFSET));
    for (int i = 0; i < bytes.getShort(HEADERS_COUNT); i++, at += PROGRAM_HEADER_BYTES) {
      segments.add(
          new Segment(
              bytes.getInt(at),
              Math.toIntExact(bytes.getLong(at + FILE_OFFSET)),
              bytes.getLong(at + ADDRESS),
              Math.toIntExact(bytes.getLong(at + FILE_SIZE))));
    }
    String loader = null;
    List<String> names = new ArrayList<>();
    for (Segment segment : segments) {
      if (segment.type() == INTERPRETER) {
        loader = text(bytes, segment.offset());
      } else if (segment.type() == DYNAMIC) {
        names.addAll(needed(bytes, segments, segment));
      }
    }
    return new ElfLibraries(loader, List.copyOf(names));
  }

  private static List<String> needed(ByteBuffer bytes, List<Segment> segments, Segment dynamic) {
    List<Integer> offsets = new ArrayList<>();
    int strings = 0;
    for (int at = dynamic.offset(); at < dynamic.offset() + dynamic.size(); at += 2 * Long.BYTES) {
      long value = bytes.getLong(at + Long.BYTES);
      if (bytes.getLong(at) == NEEDED) {
        offsets.add(Math.toIntExact(value));
      } else if (bytes.getLong(at) == STRINGS) {
        strings = inFile(segments, value);
      }
    }
    List<String> names = new ArrayList<>();
    for (int offset : offsets) {
      names.add(text(bytes, strings + offset));
    }
    return names;
  }

  /** Where in the file what is loaded to {@code address} is. */
  private static int inFile(List<Segment> segments, long address) {
    return segments.stream()
        .filter(segment -> segment.type() == LOAD)
        .filter(segment -> address >= segment.address())
        .filter(segment -> address - segment.address() < segment.size())
        .findFirst()
        .map(segment -> Math.toIntExact(segment.offset() + address - segment.address()))
        .orElseThrow(IndexOutOfBoundsException::new);
  }

  private static String text(ByteBuffer bytes, int from) {
    int end = from;
    while (bytes.get(end) != 0) {
      end++;
    }
    byte[] text = new byte[end - from];
    bytes.get(from, text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
