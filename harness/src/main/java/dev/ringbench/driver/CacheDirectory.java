// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.driver;

import dev.ringbench.files.PrivateDirectory;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What takes seconds to make and depends on nothing but its inputs, kept between runs: the driver
 * built for a kernel, a kernel unpacked, a guest's first file system. May be deleted at any time.
 */
public final class CacheDirectory {
  private CacheDirectory() {}

  /**
   * {@code $XDG_CACHE_HOME/ringbench/name}, or below {@code ~/.cache}; made where missing, ours
   * alone.
   */
  public static Path of(String name) {
    String configured = System.getenv("XDG_CACHE_HOME");
    Path base =
        configured == null || configured.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(configured);
    Path directory = base.resolve("ringbench").resolve(name);
    try {
      Files.createDirectories(base);
      PrivateDirectory.keep(base.resolve("ringbench"));
      return PrivateDirectory.keep(directory);
    } catch (IOException e) {
      throw RingbenchException.machine(
          "Cannot make "
              + directory
              + ": "
              + e.getMessage()
              + ". Set XDG_CACHE_HOME to a directory that you may write.",
          e);
    }
  }
}
