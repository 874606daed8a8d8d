// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.driver.CacheDirectory;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Where programs may be unpacked and run: hardened hosts mount /tmp noexec. Found by running
 * something there, since a mount's options are not all that may forbid it.
 */
final class ExecutableDirectory {
  private ExecutableDirectory() {}

  /** Directories for our files, in the order in which they are tried. */
  static List<Path> candidates() {
    List<Path> candidates = new ArrayList<>();
    candidates.add(Path.of(System.getProperty("java.io.tmpdir")));
    String runtime = System.getenv("XDG_RUNTIME_DIR");
    if (runtime != null && runtime.startsWith("/")) {
      candidates.add(Path.of(runtime));
    }
    try {
      candidates.add(CacheDirectory.of("run"));
    } catch (RingbenchException e) {
      // A home that cannot be written to is no reason to fail while another directory will do.
    }
    return candidates;
  }

  /**
   * The first of them in which a program runs.
   *
   * @throws RingbenchException naming them all and what to set, when there is none
   */
  static Path choose() {
    return choose(candidates(), ExecutableDirectory::mayExecuteIn);
  }

  static Path choose(List<Path> candidates, Predicate<Path> mayExecuteIn) {
    return candidates.stream()
        .filter(mayExecuteIn)
        .findFirst()
        .orElseThrow(
            () ->
                RingbenchException.machine(
                    "Nothing can be run from "
                        + String.join(", ", candidates.stream().map(Path::toString).toList())
                        + ": they are mounted noexec, or may not be written. Name a directory whose"
                        + " files may be executed: JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=DIRECTORY."));
  }

  static boolean mayExecuteIn(Path directory) {
    Path program = null;
    try {
      program =
          Files.createTempFile(
              directory,
              "ringbench-probe",
              ".sh",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Files.writeString(program, "#!/bin/sh\nexit 0\n");
      return new ProcessBuilder(program.toString()).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      remove(program);
    }
  }

  private static void remove(Path program) {
    try {
      if (program != null) {
        Files.deleteIfExists(program);
      }
    } catch (IOException e) {
      // An empty file of ours in a directory for such files.
    }
  }
}
