// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import dev.ringbench.driver.Tool;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** A guest's first file system, made by native/guest/initramfs. */
final class FirstFileSystem {
  private FirstFileSystem() {}

  /**
   * Makes one.
   *
   * @param scripts directory with what native/guest has
   * @param init name of the script in it that becomes process 1
   * @param modules of the kernel, in the order of loading
   * @param files that go to /ringbench, with the shared libraries they need
   */
  static Path make(
      GuestKernel kernel, Path scripts, String init, String modules, List<Path> files, Path to)
      throws IOException {
    Tool.require("cpio", "cpio");
    Tool.require("modprobe", "kmod");
    Path partial = to.resolveSibling(to.getFileName() + ".writing");
    List<String> command =
        new ArrayList<>(
            List.of(
                "/bin/sh",
                scripts.resolve("initramfs").toString(),
                kernel.release(),
                kernel.modules().toString(),
                scripts.resolve(init).toString(),
                UserLand.of(kernel.architecture()).busybox().toString(),
                partial.toString(),
                modules));
    files.forEach(file -> command.add(file.toString()));
    Tool.Result result = Tool.run(command);
    if (result.exitCode() != 0) {
      throw RingbenchException.machine(
          "Cannot make the first file system of the guest: " + result.lastLine() + ".");
    }
    return Files.move(partial, to, StandardCopyOption.ATOMIC_MOVE);
  }
}
