// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.files;

import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.stream.Stream;

/** Directories of ours alone (mode 700), in places where other users may put names, too. */
public final class PrivateDirectory {
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final long NAMES = 1L << 41; // eight characters

  private PrivateDirectory() {}

  /**
   * A new one.
   *
   * @param prefix of its name; the rest cannot be guessed
   * @throws IOException when none can be made
   */
  public static Path create(Path parent, String prefix) throws IOException {
    while (true) {
      try {
        // Short: sockets are made in it, and their paths have 108 bytes.
        String suffix = Long.toString(RANDOM.nextLong(NAMES), Character.MAX_RADIX);
        return Files.createDirectory(parent.resolve(prefix + suffix), OWNER_ONLY);
      } catch (FileAlreadyExistsException e) {
        // Somebody guessed, or it is chance: another one.
      }
    }
  }

  /**
   * One of a known name that is kept between runs: made, or taken when it is ours.
   *
   * @throws RingbenchException when somebody else has put anything of that name there
   * @throws IOException when it cannot be made
   */
  public static Path keep(Path directory) throws IOException {
    try {
      Files.createDirectory(directory, OWNER_ONLY);
      return directory;
    } catch (FileAlreadyExistsException e) {
      return ours(directory);
    }
  }

  private static Path ours(Path directory) throws IOException {
    int uid = FileKind.ownUid();
    FileKind named = FileKind.of(directory, LinkOption.NOFOLLOW_LINKS);
    boolean link = named.type() == FileKind.Type.SYMBOLIC_LINK;
    // A cache on another disk is a link, made by its user or by root.
    FileKind kind =
        link && (named.uid() == uid || named.uid() == 0) ? FileKind.of(directory) : named;
    if (kind.type() != FileKind.Type.DIRECTORY) {
      throw RingbenchException.machine(
          directory + " is in the way: it is no directory. Remove it, or use another place.");
    }
    if (kind.uid() != uid) {
      throw RingbenchException.machine(
          directory
              + " belongs to user id "
              + kind.uid()
              + ", who could change what is used from there. Remove it, or use another place.");
    }
    if (kind.isSharedDirectory()) {
      Files.getFileAttributeView(
              directory.toRealPath(), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setPermissions(PosixFilePermissions.fromString("rwx------"));
    }
    return directory;
  }

  /**
   * Removes one with all that is in it; no link is followed.
   *
   * @throws IOException when something of it stays
   */
  public static void delete(Path directory) throws IOException {
    try (Stream<Path> entries = Files.walk(directory)) {
      for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(entry);
      }
    }
  }
}
