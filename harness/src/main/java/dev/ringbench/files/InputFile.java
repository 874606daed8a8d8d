// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.files;

import dev.ringbench.model.RingbenchException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.SequenceInputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * The one place that opens what a user names as input: a document, budgets, rules. A regular file
 * is read as often as one likes; a pipe is read once and kept; devices, sockets and directories are
 * refused. What it holds is UTF-8, with or without a byte order mark, or gzip of that; anything
 * else is named as what it is. No more than a stated number of bytes is read, packed or unpacked.
 *
 * <p>Every complaint is bad input.
 */
public final class InputFile {
  private static final int BUFFER = 1 << 16;

  private final Path path;
  private final long mostBytes;
  private final List<byte[]> kept;
  private final InputForm form;
  private long characters;

  private InputFile(Path path, long mostBytes, List<byte[]> kept) {
    this.path = path;
    this.mostBytes = mostBytes;
    this.kept = kept;
    this.form = InputForm.of(head(false));
    refuse(form);
    if (form == InputForm.GZIP) {
      InputForm unpacked = InputForm.of(head(true));
      refuse(unpacked == InputForm.GZIP ? InputForm.BINARY : unpacked);
    }
  }

  /**
   * Opens a file and looks at its first bytes.
   *
   * @param mostBytes that are read of it, and that it unpacks to
   * @throws RingbenchException bad input: there is none, it may not be read, is no file or pipe, is
   *     too large, or is no text
   */
  public static InputFile open(Path path, long mostBytes) {
    List<byte[]> kept = null;
    try {
      switch (FileKind.of(path).type()) {
        case REGULAR -> {
          if (Files.size(path) > mostBytes) {
            throw tooLarge(path, mostBytes);
          }
        }
        case FIFO -> kept = PipeReading.all(path, Math.min(mostBytes, InputLimits.pipeBytes()));
        case DIRECTORY -> throw refused(path, "is a directory. Name a file in it");
        case CHARACTER_DEVICE, BLOCK_DEVICE ->
            throw refused(path, "is a device, and no file. Name a file or a pipe");
        case SOCKET, SYMBOLIC_LINK ->
            throw refused(path, "is a socket, and no file. Name a file or a pipe");
      }
    } catch (IOException e) {
      throw unreadable(path, e);
    }
    return new InputFile(path, mostBytes, kept);
  }

  /** A document: its bound follows the heap. */
  public static InputFile document(Path path) {
    return open(path, InputLimits.documentBytes());
  }

  /** A file of budgets or rules, whole. */
  public static String yaml(Path path) {
    return open(path, InputLimits.YAML_BYTES).text();
  }

  /** That all of them together may come to: of what is packed, or a pipe, the bound. */
  public static long mostBytes(List<Path> paths) {
    return paths.stream().mapToLong(InputFile::mostBytes).sum();
  }

  private static long mostBytes(Path path) {
    if (Files.isDirectory(path)) {
      try (Stream<Path> files = Files.list(path)) {
        return files.mapToLong(file -> file.toFile().length()).sum();
      } catch (IOException e) {
        return 0; // reading says why
      }
    }
    if (!Files.isRegularFile(path)) {
      return InputLimits.pipeBytes();
    }
    try (InputStream in = Files.newInputStream(path)) {
      return InputForm.of(in.readNBytes(InputForm.BYTES)) == InputForm.GZIP
          ? InputLimits.documentBytes()
          : Files.size(path);
    } catch (IOException e) {
      return 0; // reading says why
    }
  }

  /** As the user named it. */
  public Path path() {
    return path;
  }

  /** The text, unpacked and without a mark, from its beginning; the caller closes it. */
  public Reader reader() {
    try {
      InputStream in = unpacked(form == InputForm.GZIP);
      in.mark(InputForm.BYTES);
      if (InputForm.of(in.readNBytes(InputForm.BYTES)) == InputForm.TEXT_WITH_MARK) {
        in.reset();
        in.skipNBytes(3);
      } else {
        in.reset();
      }
      return new StrictReader(in);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** How many were read of the text, when it was last read. */
  public long characters() {
    return characters;
  }

  /** The whole text. */
  public String text() {
    try (Reader in = new BufferedReader(reader())) {
      StringBuilder text = new StringBuilder();
      char[] buffer = new char[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        text.append(buffer, 0, n);
      }
      return text.toString();
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** The bytes as they are, packed or not; the caller closes it. */
  public InputStream bytes() {
    try {
      return kept != null
          ? new SequenceInputStream(
              Collections.enumeration(kept.stream().map(ByteArrayInputStream::new).toList()))
          : new BoundedStream(Files.newInputStream(path), mostBytes, path);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private InputStream unpacked(boolean packed) throws IOException {
    InputStream in = bytes();
    if (!packed) {
      return new BufferedInputStream(in, BUFFER);
    }
    return new BufferedInputStream(
        new BoundedStream(new GZIPInputStream(in, BUFFER), mostBytes, path), BUFFER);
  }

  private byte[] head(boolean packed) {
    try (InputStream in = unpacked(packed)) {
      return in.readNBytes(InputForm.BYTES);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private void refuse(InputForm found) {
    if (!found.complaint().isEmpty()) {
      throw refused(path, found.complaint());
    }
  }

  private static RingbenchException refused(Path path, String why) {
    return RingbenchException.badInput(path + " " + why + ".");
  }

  static RingbenchException tooLarge(Path path, long mostBytes) {
    return RingbenchException.badInput(
        "%s has more than the %d MiB that are read with a heap of %d MiB. Use a smaller one%s."
            .formatted(
                path,
                mostBytes >> 20,
                Runtime.getRuntime().maxMemory() >> 20,
                mostBytes < InputLimits.pipeBytes() || mostBytes == InputLimits.DOCUMENT_BYTES
                    ? ""
                    : ", or give Java more (-Xmx)"));
  }

  /** What the system says, in words that a user can act on. */
  static RingbenchException unreadable(Path path, IOException e) {
    if (e instanceof NoSuchFileException) {
      return RingbenchException.badInput(
          "There is no file " + path + ". Commands that measure write one with --out FILE.", e);
    }
    if (e instanceof AccessDeniedException) {
      return RingbenchException.badInput(
          "Cannot read " + path + ": permission denied. Read it as its owner, or copy it.", e);
    }
    String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return RingbenchException.badInput("Cannot read " + path + ": " + why + ".", e);
  }

  /** Says what is wrong where bytes are no UTF-8. */
  private final class StrictReader extends FilterReader {
    StrictReader(InputStream in) {
      super(
          new InputStreamReader(
              in,
              StandardCharsets.UTF_8
                  .newDecoder()
                  .onMalformedInput(CodingErrorAction.REPORT)
                  .onUnmappableCharacter(CodingErrorAction.REPORT)));
      characters = 0;
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
      try {
        int n = in.read(buffer, offset, length);
        characters += Math.max(0, n);
        return n;
      } catch (CharacterCodingException e) {
        throw RingbenchException.badInput(
            path
                + " is not UTF-8: Latin-1 perhaps, or damaged."
                + " Convert it: iconv -f LATIN1 -t UTF-8.",
            e);
      }
    }

    @Override
    public int read() throws IOException {
      char[] one = new char[1];
      return read(one, 0, 1) < 0 ? -1 : one[0];
    }
  }
}
