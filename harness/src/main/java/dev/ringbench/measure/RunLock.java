// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.measure;

import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One measuring run at a time on a machine: two would measure each other. The kernel releases the
 * lock with the process, however that ends.
 */
public final class RunLock implements AutoCloseable {
  private static final Path FILE = Path.of(System.getProperty("java.io.tmpdir"), "ringbench.lock");

  private final FileChannel channel;

  private RunLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Does {@code work} while no other run measures on this machine.
   *
   * @throws RingbenchException naming the pid of the other run
   */
  public static <T> T holding(Supplier<T> work) {
    RunLock lock = take(FILE);
    try {
      return work.get();
    } finally {
      lock.close();
    }
  }

  /**
   * Does {@code work} unless a run measures on this machine; tells whether it did. Not for who
   * holds the lock: to try it again would give it up.
   */
  public static boolean unlessHeld(Runnable work) {
    Optional<RunLock> lock = tryTake(FILE);
    lock.ifPresent(
        held -> {
          try (held) {
            work.run();
          }
        });
    return lock.isPresent();
  }

  /**
   * Takes the lock.
   *
   * @throws RingbenchException naming the pid that holds {@code file}
   */
  static RunLock take(Path file) {
    return tryTake(file)
        .orElseThrow(
            () ->
                RingbenchException.machine(
                    "Another run is measuring on this machine, pid "
                        + holder(file)
                        + ": two at once would measure each other. Wait for it, or end it."));
  }

  private static String holder(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }

  /** Empty: another holds it. */
  private static Optional<RunLock> tryTake(Path file) {
    try {
      if (!Files.exists(file)) {
        Files.createFile(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
      }
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        return Optional.empty();
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
      return Optional.of(new RunLock(channel));
    } catch (IOException e) {
      throw RingbenchException.machine(
          "Cannot lock " + file + " against a second run: " + e.getMessage() + ".", e);
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held by this very process
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot release the run lock: " + e.getMessage() + ".", e);
    }
  }
}
