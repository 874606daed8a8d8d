// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Files of one kind that ship with us, in the jar or in the directory in its place.
 *
 * @param folder such as "subjects/"
 * @param suffix of their names, such as ".yaml"
 */
public record ShippedFolder(String folder, String suffix) {
  /** Names without the suffix, sorted. */
  public List<String> names() {
    Path code = code();
    try (FileSystem jar = Files.isDirectory(code) ? null : FileSystems.newFileSystem(code)) {
      Path root = jar == null ? code.resolve(folder) : jar.getPath(folder);
      try (Stream<Path> files = Files.list(root)) {
        return files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(suffix))
            .map(name -> name.substring(0, name.length() - suffix.length()))
            .sorted()
            .toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("list " + folder + " in " + code, e);
    }
  }

  private static Path code() {
    try {
      return Path.of(
          ShippedFolder.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the place of our own code", e);
    }
  }

  /**
   * The text of one of them.
   *
   * @param name without the suffix, of {@link #names}
   */
  public String text(String name) {
    String path = "/" + folder + name + suffix;
    try (InputStream in = ShippedFolder.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("this jar lacks " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("read " + path, e);
    }
  }
}
