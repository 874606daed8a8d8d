// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.subject;

import dev.ringbench.files.InputFile;
import dev.ringbench.model.Nearest;
import dev.ringbench.model.RingbenchException;
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

/** The subjects that ship, and those of files. */
public final class Subjects {
  private static final String FOLDER = "subjects/";
  private static final String SUFFIX = ".yaml";

  private Subjects() {}

  /** Names of those that ship, sorted: the files of the jar, or of the directory in its place. */
  public static List<String> names() {
    Path code = code();
    try (FileSystem jar = Files.isDirectory(code) ? null : FileSystems.newFileSystem(code)) {
      Path folder = jar == null ? code.resolve(FOLDER) : jar.getPath(FOLDER);
      try (Stream<Path> files = Files.list(folder)) {
        return files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(SUFFIX))
            .map(name -> name.substring(0, name.length() - SUFFIX.length()))
            .sorted()
            .toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("list the subjects in " + code, e);
    }
  }

  private static Path code() {
    try {
      return Path.of(Subjects.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the place of our own code", e);
    }
  }

  /** All that ship. */
  public static List<Subject> shipped() {
    return names().stream().map(Subjects::shipped).toList();
  }

  private static Subject shipped(String name) {
    return SubjectFile.parse(name + SUFFIX, resource(FOLDER + name + SUFFIX));
  }

  /**
   * The subject of a name that ships, or of a file.
   *
   * @throws RingbenchException bad input: there is none, or it is damaged
   */
  public static Subject find(String nameOrFile) {
    if (isFile(nameOrFile)) {
      Path file = Path.of(nameOrFile);
      return SubjectFile.parse(nameOrFile, InputFile.yaml(file), file.toAbsolutePath().getParent());
    }
    List<String> names = names();
    if (!names.contains(nameOrFile)) {
      throw RingbenchException.badInput(
          Nearest.unknown("subject", nameOrFile, names)
              + " A file of your own is named with its path: ./"
              + nameOrFile
              + SUFFIX);
    }
    return shipped(nameOrFile);
  }

  /** Whether it names a file, and none that ships. */
  public static boolean isFile(String nameOrFile) {
    return nameOrFile.contains("/") || nameOrFile.endsWith(SUFFIX);
  }

  private static String resource(String name) {
    try (InputStream in = Subjects.class.getResourceAsStream("/" + name)) {
      if (in == null) {
        throw new IllegalStateException("this jar lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("read " + name, e);
    }
  }
}
