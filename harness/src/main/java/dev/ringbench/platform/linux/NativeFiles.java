// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import com.sun.jna.Platform;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The native files that the jar carries under JNA's name of the platform, unpacked for a run. A
 * fork finds them where the controller put them.
 */
final class NativeFiles {
  /** System property by which the controller tells its forks. */
  static final String DIRECTORY_PROPERTY = "ringbench.native.dir";

  /**
   * Measure the sensors of the build made for faults, which RINGBENCH_PLANTED_TURNS makes slower:
   * how a gate is proved, see docs/method.md.
   */
  private static final String FAULTY_PROPERTY = "ringbench.faulty.sensors";

  /** Made by the build, with the names of all others that it put there. */
  private static final String INDEX = "index";

  private NativeFiles() {}

  /** The directory that the controller named, or {@code fresh} after unpacking there. */
  static Path directory(Path fresh) {
    String named = System.getProperty(DIRECTORY_PROPERTY);
    return named != null ? Path.of(named) : unpack(fresh);
  }

  static Path unpack(Path directory) {
    String prefix = Platform.RESOURCE_PREFIX;
    try {
      Files.createDirectories(directory);
      Path index = directory.resolve(INDEX);
      copy("/" + prefix + "/" + INDEX, index);
      for (String name : Files.readAllLines(index)) {
        copy("/" + prefix + "/" + name, directory.resolve(name));
      }
      // JNA's own library too, so that no fork unpacks it again.
      if (Boolean.getBoolean(FAULTY_PROPERTY)) {
        Files.copy(
            directory.resolve("ringbench-sensor-faulty"),
            directory.resolve("ringbench-sensor"),
            StandardCopyOption.REPLACE_EXISTING);
      }
      copy("/com/sun/jna/" + prefix + "/libjnidispatch.so", directory.resolve("libjnidispatch.so"));
    } catch (IOException e) {
      throw RingbenchException.machine(
          "Cannot unpack the native files to " + directory + ": " + e.getMessage() + ".", e);
    }
    return directory;
  }

  private static void copy(String resource, Path to) throws IOException {
    if (Files.exists(to)) {
      return;
    }
    try (InputStream in = NativeFiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw RingbenchException.machine(
            "This jar carries no "
                + resource
                + ": it was built on another platform. Build it here with ./ringbench.");
      }
      Files.copy(in, to);
    }
    Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
