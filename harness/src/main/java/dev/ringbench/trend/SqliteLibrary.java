// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import dev.ringbench.driver.CacheDirectory;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;
import org.sqlite.util.OSInfo;

/**
 * Unpacks SQLite's native library into the cache, once a version. The driver would unpack it into
 * the temporary directory for each process, 1.1 MB that a killed process leaves there.
 */
final class SqliteLibrary {
  /** Where the driver looks first. */
  private static final String PATH_PROPERTY = "org.sqlite.lib.path";

  private static final String PARTIAL = ".writing";
  private static final Duration KILLED_AFTER = Duration.ofHours(1);

  private static boolean tried;

  private SqliteLibrary() {}

  /** Once a process. */
  static synchronized void load() {
    if (tried || System.getProperty(PATH_PROPERTY) != null) {
      return;
    }
    tried = true;
    try {
      System.setProperty(PATH_PROPERTY, unpack(CacheDirectory.of("sqlite")).toString());
    } catch (IOException | RingbenchException e) {
      // A process without a home still has a temporary directory.
      loadAndDelete();
    }
  }

  /** A library that is loaded needs its file no more. */
  private static void loadAndDelete() {
    try {
      Path directory = Files.createTempDirectory("ringbench-sqlite");
      try {
        System.setProperty(PATH_PROPERTY, unpack(directory).toString());
        SQLiteJDBCLoader.initialize();
      } finally {
        try (Stream<Path> files = Files.walk(directory)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    } catch (Exception e) {
      throw RingbenchException.machine(
          "Cannot unpack and load the library of SQLite: "
              + e.getMessage()
              + ". Set XDG_CACHE_HOME to a directory that you may write and that may hold"
              + " programs.",
          e);
    }
  }

  /** The directory of this version's library, below the cache's. */
  static Path unpack(Path cache) throws IOException {
    String name = LibraryLoaderUtil.getNativeLibName();
    byte[] library;
    try (InputStream in =
        SQLiteJDBCLoader.class.getResourceAsStream(
            "/org/sqlite/native/" + OSInfo.getNativeLibFolderPathForCurrentOS() + "/" + name)) {
      if (in == null) {
        throw new IOException("the driver has no library for this platform");
      }
      library = in.readAllBytes();
    }
    Path directory = cache.resolve(SQLiteJDBCLoader.getVersion());
    Files.createDirectories(directory);
    Path file = directory.resolve(name);
    if (!has(file, library)) {
      removeLeftovers(directory);
      Path partial = Files.createTempFile(directory, name, PARTIAL);
      try {
        Files.write(partial, library);
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(partial);
      }
    }
    return directory;
  }

  /** Whether it is whole, and what this jar has. */
  private static boolean has(Path file, byte[] library) throws IOException {
    return Files.isRegularFile(file)
        && Files.size(file) == library.length
        && Arrays.equals(Files.readAllBytes(file), library);
  }

  private static void removeLeftovers(Path directory) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + PARTIAL)) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file)
            .toInstant()
            .isBefore(Instant.now().minus(KILLED_AFTER))) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
