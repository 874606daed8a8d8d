// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;

/**
 * What stat(2) says of a file.
 *
 * @param type its type
 * @param uid who owns it
 * @param links how many names it has
 * @param device together with {@code inode} what it is, whatever its name
 * @param mode its permissions, sticky and set-id bits
 */
record FileKind(Type type, int uid, int links, long device, long inode, int mode) {
  /** Types that matter here. */
  enum Type {
    REGULAR,
    DIRECTORY,
    SYMBOLIC_LINK,
    FIFO,
    CHARACTER_DEVICE,
    BLOCK_DEVICE,
    SOCKET
  }

  private static final String UNIX = "unix";
  private static final int UNKNOWN_UID = -1;
  private static final int STICKY = 01000;
  private static final int WRITABLE_BY_OTHERS = 0022;

  /** Of the file itself, or of what it leads to; see {@link LinkOption}. */
  static FileKind of(Path file, LinkOption... options) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains(UNIX)) {
      return elsewhere(file, options);
    }
    Map<String, Object> stat = Files.readAttributes(file, "unix:mode,uid,nlink,dev,ino", options);
    int mode = (Integer) stat.get("mode");
    return new FileKind(
        type(mode),
        (Integer) stat.get("uid"),
        (Integer) stat.get("nlink"),
        (Long) stat.get("dev"),
        (Long) stat.get("ino"),
        mode & 07777);
  }

  private static Type type(int mode) {
    return switch (mode >> 12 & 0xF) {
      case 1 -> Type.FIFO;
      case 2 -> Type.CHARACTER_DEVICE;
      case 4 -> Type.DIRECTORY;
      case 6 -> Type.BLOCK_DEVICE;
      case 10 -> Type.SYMBOLIC_LINK;
      case 12 -> Type.SOCKET;
      default -> Type.REGULAR;
    };
  }

  /** Where documents are only read and compared, and no other user plants anything. */
  private static FileKind elsewhere(Path file, LinkOption... options) throws IOException {
    BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class, options);
    Type type =
        found.isDirectory()
            ? Type.DIRECTORY
            : found.isSymbolicLink()
                ? Type.SYMBOLIC_LINK
                : found.isOther() ? Type.CHARACTER_DEVICE : Type.REGULAR;
    Path place = options.length == 0 ? file.toRealPath() : file.toAbsolutePath();
    return new FileKind(type, UNKNOWN_UID, 1, 0, place.hashCode(), 0);
  }

  /** Who we are: the effective user id; where there is no /proc, who has this user's home. */
  static int ownUid() {
    Path self = Path.of("/proc/self");
    Path ours = Files.exists(self) ? self : Path.of(System.getProperty("user.home"));
    try {
      return ours.getFileSystem().supportedFileAttributeViews().contains(UNIX)
          ? (Integer) Files.getAttribute(ours, UNIX + ":uid")
          : UNKNOWN_UID;
    } catch (IOException e) {
      throw new IllegalStateException("cannot look at " + ours + ": " + e.getMessage(), e);
    }
  }

  boolean isSame(FileKind other) {
    return device == other.device && inode == other.inode;
  }

  /** Whether others than its owner may put names into this directory. */
  boolean isSharedDirectory() {
    return (mode & WRITABLE_BY_OTHERS) != 0;
  }

  /** A directory where everybody may put names but nobody may touch those of others. */
  boolean isStickyDirectory() {
    return isSharedDirectory() && (mode & STICKY) != 0;
  }
}
