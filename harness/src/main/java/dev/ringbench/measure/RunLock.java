// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.measure;

import dev.ringbench.files.LockFile;
import dev.ringbench.model.RingbenchException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One measuring run at a time on a machine: two would measure each other. The kernel releases the
 * lock with the process, however that ends.
 */
public final class RunLock {
  private static final String NAME = "ringbench.lock";
  private static final long WAIT_MILLIS = 500;

  private RunLock() {}

  /** The same for every user, whatever is the directory for temporary files of each. */
  private static Path file() {
    Path common = Path.of("/tmp");
    return (Files.isWritable(common) ? common : Path.of(System.getProperty("java.io.tmpdir")))
        .resolve(NAME);
  }

  /**
   * Does {@code work} while no other run measures on this machine.
   *
   * @throws RingbenchException naming who holds it
   */
  public static <T> T holding(Supplier<T> work) {
    return holding(file(), work);
  }

  static <T> T holding(Path file, Supplier<T> work) {
    LockFile lock =
        LockFile.tryTake(file)
            .orElseThrow(
                () ->
                    RingbenchException.machine(
                        "Another run is measuring on this machine, "
                            + LockFile.holder(file)
                            + ": two at once would measure each other. Wait for it, or end it."));
    try (lock) {
      return work.get();
    }
  }

  /**
   * The same, when other runs have ended: for work that no other disturbs, and that may wait.
   *
   * @param waiting told who holds it, while that is so
   */
  public static <T> T whenFree(Consumer<String> waiting, Supplier<T> work) {
    while (true) {
      Optional<LockFile> free = LockFile.tryTake(file());
      if (free.isPresent()) {
        LockFile lock = free.get();
        try (lock) {
          return work.get();
        }
      }
      waiting.accept(LockFile.holder(file()));
      try {
        Thread.sleep(WAIT_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw RingbenchException.machine("Interrupted while another run was measuring.", e);
      }
    }
  }

  /** Does {@code work} unless a run measures on this machine; tells whether it did. */
  public static boolean unlessHeld(Runnable work) {
    Optional<LockFile> lock = LockFile.tryTake(file());
    lock.ifPresent(
        held -> {
          try (held) {
            work.run();
          }
        });
    return lock.isPresent();
  }
}
