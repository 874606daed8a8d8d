// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.Set;

/**
 * Replaces files as a whole: whoever reads one, at whatever moment, finds the old content or the
 * new. What is being written has a name that nobody can guess and is made exclusively, so that it
 * never follows a link that another user has put there.
 */
public final class AtomicFile {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int MOST_OF_NAME = 60;

  /** What is to be in a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it; whoever calls closes {@code out}. */
    void writeTo(OutputStream out) throws IOException;

    /** That text, in UTF-8. */
    static Content of(String text) {
      return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Those bytes. */
    static Content of(byte[] bytes) {
      return out -> out.write(bytes);
    }
  }

  private AtomicFile() {}

  /**
   * Replaces {@code target}; a link of that name is itself replaced, not what it leads to.
   *
   * @throws IOException when the disk is full or the directory is not writable; {@code target} is
   *     as it was
   */
  public static void replace(Path target, Content content) throws IOException {
    replace(target, content, false);
  }

  /** The same, and does not return before it is on the disk. */
  public static void replaceDurably(Path target, Content content) throws IOException {
    replace(target, content, true);
  }

  private static void replace(Path target, Content content, boolean durably) throws IOException {
    Path place = target.toAbsolutePath();
    String name = place.getFileName().toString();
    Path partial =
        place.resolveSibling(
            name.substring(0, Math.min(MOST_OF_NAME, name.length()))
                + String.format(".%016x.writing", RANDOM.nextLong()));
    try {
      write(partial, content, durably);
      keepPermissions(place, partial);
      Files.move(
          partial, place, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private static void write(Path partial, Content content, boolean durably) throws IOException {
    try (FileChannel channel =
        FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      // Channels.newOutputStream would close the channel before it is on the disk.
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
      content.writeTo(out);
      out.flush();
      if (durably) {
        channel.force(true);
      }
    }
  }

  private static void keepPermissions(Path before, Path partial) throws IOException {
    if (!before.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    try {
      Set<PosixFilePermission> permissions =
          Files.getPosixFilePermissions(before, LinkOption.NOFOLLOW_LINKS);
      // Of a file that another user put there nothing is kept.
      if (FileKind.of(before, LinkOption.NOFOLLOW_LINKS).uid() == FileKind.ownUid()
          && !Files.isSymbolicLink(before)) {
        Files.getFileAttributeView(partial, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .setPermissions(permissions);
      }
    } catch (NoSuchFileException e) {
      // A new file has what the umask gives.
    }
  }
}
