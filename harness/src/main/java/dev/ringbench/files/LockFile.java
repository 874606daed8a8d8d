// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.files;

import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A lock that all users of a machine share, in a directory where each may put names. Nothing is
 * ever written to the file: whoever planted it has won nothing. Who holds it is what the kernel
 * says (proc_locks(5)), not what a file says.
 */
public final class LockFile implements AutoCloseable {
  /** A second channel of this process, once closed, would give the lock up: see fcntl(2). */
  private static final Set<Path> HELD = new HashSet<>();

  private static final int FOR_ALL = 0666;

  private final Path file;
  private final FileChannel channel;

  private LockFile(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes it, made where missing.
   *
   * @return empty: another process holds it, or this one
   * @throws RingbenchException when what has that name is no lock, or cannot be opened
   */
  public static Optional<LockFile> tryTake(Path file) {
    synchronized (HELD) {
      if (HELD.contains(file)) {
        return Optional.empty();
      }
      try {
        make(file);
        FileKind before = check(file);
        if (before.uid() == FileKind.ownUid() && before.mode() != FOR_ALL) {
          // Whatever the umask: others lock it, too.
          Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              .setPermissions(PosixFilePermissions.fromString("rw-rw-rw-"));
        }
        FileChannel channel =
            FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        if (!before.isSame(check(file)) || !isLocked(channel)) {
          channel.close();
          return Optional.empty();
        }
        HELD.add(file);
        return Optional.of(new LockFile(file, channel));
      } catch (AccessDeniedException e) {
        throw denied(file, e);
      } catch (IOException e) {
        throw RingbenchException.machine(
            "Cannot lock " + file + " against a second run: " + OutputFile.reason(e) + ".", e);
      }
    }
  }

  private static void make(Path file) throws IOException {
    try {
      FileChannel.open(
              file,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.WRITE,
              LinkOption.NOFOLLOW_LINKS)
          .close();
    } catch (FileAlreadyExistsException e) {
      // The rule: it stays between runs.
    }
  }

  private static FileKind check(Path file) throws IOException {
    FileKind kind = FileKind.of(file, LinkOption.NOFOLLOW_LINKS);
    if (kind.type() != FileKind.Type.REGULAR || kind.links() != 1) {
      throw RingbenchException.machine(
          "%s is in the way: it is to be the lock against a second run, and user id %d put a %s there. Remove it."
              .formatted(
                  file,
                  kind.uid(),
                  kind.type() == FileKind.Type.REGULAR
                      ? "hard link"
                      : kind.type().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')));
    }
    return kind;
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static RingbenchException denied(Path file, AccessDeniedException cause) {
    String owner = "unknown";
    try {
      owner = Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName();
    } catch (IOException e) {
      // The directory cannot be read either.
    }
    return RingbenchException.machine(
        "Cannot lock "
            + file
            + " against a second run: it belongs to user "
            + owner
            + ", who keeps others from it. Let that user or root remove it.",
        cause);
  }

  /** Who holds it, in words: process, program, user and since when, as far as it can be seen. */
  public static String holder(Path file) {
    try (Stream<String> locks = Files.lines(Path.of("/proc/locks"))) {
      FileKind kind = FileKind.of(file, LinkOption.NOFOLLOW_LINKS);
      return locks
          .filter(line -> !line.contains("->"))
          .map(line -> line.strip().split("\\s+"))
          .filter(words -> words.length > 5 && words[5].endsWith(":" + kind.inode()))
          .map(words -> describe(Long.parseLong(words[4])))
          .findFirst()
          .orElse("in a container or of a user whose processes cannot be seen from here");
    } catch (IOException | NumberFormatException e) {
      return "pid unknown";
    }
  }

  private static String describe(long pid) {
    ProcessHandle.Info info = ProcessHandle.of(pid).map(ProcessHandle::info).orElse(null);
    if (info == null) {
      return pid > 0 ? "pid " + pid : "in a container whose processes cannot be seen from here";
    }
    return "pid "
        + pid
        + info.command().map(command -> " (" + Path.of(command).getFileName() + ")").orElse("")
        + info.user().map(user -> " of user " + user).orElse("")
        + info.startInstant().map(start -> ", since " + start).orElse("");
  }

  @Override
  public void close() {
    synchronized (HELD) {
      HELD.remove(file);
      try {
        channel.close();
      } catch (IOException e) {
        throw RingbenchException.machine("Cannot release the run lock: " + e.getMessage() + ".", e);
      }
    }
  }
}
