// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.model.RingbenchException;
import dev.ringbench.platform.RunFiles;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a guest and this machine have in common. */
final class GuestShare {
  private GuestShare() {}

  /** A directory of this process alone, which goes with it; shares of guests are in it. */
  static Path make(RunFiles files, String name) {
    Path directory = files.workDir().resolveSibling("guest-" + name);
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot make " + directory + ": " + e.getMessage() + ".", e);
    }
  }

  /** The jar that this runs from. */
  static Path jar() {
    try {
      Path jar =
          Path.of(GuestShare.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (!Files.isRegularFile(jar)) {
        throw RingbenchException.machine(
            "A guest needs the built jar, and this runs from " + jar + ". Use ./ringbench.");
      }
      return jar;
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
