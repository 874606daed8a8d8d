// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What must hold of a store's directory before it is written to. */
final class StoreDirectory {
  private static final Object ROOT = 0;

  private StoreDirectory() {}

  /**
   * The directory of documents, made where it is missing. The store may be a link, because its user
   * names it; what is in it may not, because whoever may write there would choose what is written
   * to.
   *
   * @throws RingbenchException bad input: a part of it is a link; machine: it cannot be made, or
   *     root would write to another user's
   */
  static Path made(StoreLocation.Directory directory) {
    try {
      Files.createDirectories(directory.path());
      for (Path part : List.of(directory.documents(), directory.index())) {
        if (Files.isSymbolicLink(part)) {
          throw RingbenchException.badInput(
              part + " is a symbolic link: nothing is written through it. Name another store.");
        }
      }
      refuseOthers(directory.path());
      return Files.createDirectories(directory.documents());
    } catch (IOException e) {
      throw RingbenchException.machine(
          "Cannot make the store "
              + directory
              + ": "
              + e
              + ". Name a directory that you may write, with --store.",
          e);
    }
  }

  /** Another user could replace any file of it by a link while root writes. */
  private static void refuseOthers(Path store) throws IOException {
    Object owner = Files.getAttribute(store, "unix:uid");
    Object self = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    String invoker = System.getenv("SUDO_UID");
    if (self.equals(ROOT) && !owner.equals(ROOT) && !owner.toString().equals(invoker)) {
      throw RingbenchException.machine(
          "The store "
              + store
              + " belongs to another user (uid "
              + owner
              + "), who could make root write elsewhere. Run as that user, or name another store.");
    }
  }
}
