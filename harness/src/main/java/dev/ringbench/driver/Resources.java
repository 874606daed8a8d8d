// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.driver;

import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Sources and scripts that the jar carries below {@code /native/}, as they are in the checkout. */
public final class Resources {
  private static final String INDEX = "/native/index";
  private static final int KEY_DIGITS = 12;

  private Resources() {}

  /** Every file below {@code folder}, such as "driver", with that folder in its name. */
  public static List<String> in(String folder) {
    return new String(bytes(INDEX), StandardCharsets.UTF_8)
        .lines()
        .filter(name -> name.startsWith(folder + "/"))
        .sorted()
        .toList();
  }

  private static byte[] bytes(String resource) {
    try (InputStream in = Resources.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw RingbenchException.machine(
            "This jar carries no " + resource + ". Build it again with ./ringbench.");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot read " + resource + " of this jar.", e);
    }
  }

  /** Writes the named files below {@code directory}. */
  public static void unpack(List<String> names, Path directory) {
    try {
      for (String name : names) {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes("/native/" + name));
      }
    } catch (IOException e) {
      throw RingbenchException.machine(
          "Cannot unpack to " + directory + ": " + e.getMessage() + ". Free space there.", e);
    }
  }

  /** Writes any resource of the jar into a file. */
  static void copy(String resource, Path to) throws IOException {
    Files.write(to, bytes(resource));
  }

  /** A short key that changes with the content of the named files, or with any of {@code more}. */
  public static String key(List<String> names, Object... more) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      names.forEach(name -> digest.update(bytes("/native/" + name)));
      Stream.of(more)
          .forEach(value -> digest.update(value.toString().getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest()).substring(0, KEY_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
