// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import dev.ringbench.driver.CacheDirectory;
import dev.ringbench.driver.Resources;
import dev.ringbench.model.Architecture;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * What QEMU loads for a kernel: the kernel itself, unpacked where that is possible, because a guest
 * that unpacks its own kernel boots twice as long, and the first file system. Made once, cached.
 *
 * @param kernel image to boot
 * @param initramfs its first file system
 */
record BootFiles(Path kernel, Path initramfs) {
  static BootFiles of(GuestKernel kernel) {
    try {
      List<String> scripts = Resources.in("guest");
      Path directory =
          CacheDirectory.of("guest")
              .resolve(
                  kernel.release()
                      + "-"
                      + Resources.key(
                          scripts,
                          kernel.image(),
                          Files.size(kernel.image()),
                          Files.getLastModifiedTime(kernel.image())));
      Resources.unpack(scripts, directory);
      return new BootFiles(
          unpacked(kernel, directory.resolve("vmlinux")),
          initramfs(kernel, directory, directory.resolve("initramfs.cpio")));
    } catch (IOException e) {
      throw RingbenchException.machine(
          "Cannot prepare kernel " + kernel.release() + " for a guest: " + e.getMessage() + ".", e);
    }
  }

  /** The script that a guest starts with, for its share. */
  Path startScript() {
    return initramfs.resolveSibling("guest").resolve("start");
  }

  private static Path unpacked(GuestKernel kernel, Path to) throws IOException {
    if (Files.exists(to)) {
      return to;
    }
    if (kernel.architecture() == Architecture.ARM64) {
      return kernel.image(); // not packed
    }
    Path partial = to.resolveSibling("vmlinux.writing");
    if (!CompressedKernel.unpack(kernel.image(), partial)) {
      return kernel.image(); // boots as well, only slower
    }
    return Files.move(partial, to, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Path initramfs(GuestKernel kernel, Path directory, Path to) throws IOException {
    return Files.exists(to)
        ? to
        : FirstFileSystem.make(
            kernel, directory.resolve("guest"), "init", GuestUse.COMMAND.modules(), List.of(), to);
  }
}
