// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/**
 * A file in a directory that somebody else had in hand: a guest's share, a campaign that was sent.
 * It is opened only if it is a regular file itself, never through a link; and no more of it is read
 * than was agreed.
 */
public final class PlainFile {
  private PlainFile() {}

  /** Whether there is anything of that name, be it a link to nothing. */
  public static boolean exists(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * To read it.
   *
   * @throws FileSystemException when it is a link, a directory, a pipe or a device
   */
  public static InputStream open(Path file) throws IOException {
    if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isRegularFile()) {
      throw new FileSystemException(file.toString(), null, "is no regular file");
    }
    return Channels.newInputStream(
        Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
  }

  /**
   * All of it.
   *
   * @param most bytes
   * @throws FileSystemException when it has more, or see {@link #open}
   */
  public static byte[] bytes(Path file, int most) throws IOException {
    try (InputStream in = open(file)) {
      byte[] bytes = in.readNBytes(most);
      if (in.read() >= 0) {
        throw new FileSystemException(file.toString(), null, "is larger than " + most + " bytes");
      }
      return bytes;
    }
  }

  /** All of it as UTF-8; see {@link #bytes}. */
  public static String text(Path file, int most) throws IOException {
    return new String(bytes(file, most), StandardCharsets.UTF_8);
  }

  /** A new one in the place of whatever has that name, which is not written to. */
  public static OutputStream create(Path file) throws IOException {
    Files.deleteIfExists(file);
    return Files.newOutputStream(
        file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  }
}
