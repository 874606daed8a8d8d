// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.driver;

import dev.ringbench.model.Architecture;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The user land of another architecture, from this machine's distribution: libraries and their
 * headers to build our native programs with, and what they need where they run. It is in the cache,
 * and nothing of it runs here.
 *
 * @param root unpacked packages
 */
public record Sysroot(Architecture architecture, Path root) {
  private static final List<String> PACKAGES =
      List.of(
          "libc6-dev", "libbpf-dev", "libelf-dev", "zlib1g-dev", "libfuse3-dev", "busybox-static");

  /**
   * The one of that architecture, fetched where it is missing.
   *
   * @throws RingbenchException when it cannot be fetched
   */
  public static Sysroot of(Architecture architecture) {
    // Within the root that builds with it, because nothing else can be seen from there.
    BuildRoot builder = BuildRoot.of(null, architecture);
    Sysroot sysroot = new Sysroot(architecture, builder.root().resolve(architecture.toString()));
    if (!sysroot.isComplete()) {
      Apt.alone(
          builder.apt().directory().resolve(architecture + ".lock"),
          () -> {
            if (!sysroot.isComplete()) {
              sysroot.fill();
            }
            return null;
          });
    }
    return sysroot;
  }

  private Path mark() {
    return root.resolve(".complete");
  }

  private boolean isComplete() {
    return Files.exists(mark());
  }

  private void fill() {
    try {
      Files.createDirectories(root);
      Apt.of(null, architecture).unpackWithNeeds(PACKAGES, root);
      Files.write(mark(), new byte[0]);
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot fill " + root + ": " + e.getMessage() + ".", e);
    }
  }

  /** A busybox that needs no libraries. */
  public Path busybox() {
    return root.resolve("usr/bin/busybox");
  }

  /** Where programs look for their libraries, in that order. */
  public List<Path> libraryDirectories() {
    return List.of(
        root.resolve("usr/lib").resolve(architecture.triplet()), root.resolve("usr/lib"));
  }
}
