// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What of this machine's files a guest sees, read-only: programs with what they need, and nothing
 * that is anybody's. A list of what there is, and not of what is left out: a guest's root is a
 * stranger.
 *
 * @param directories that are mounted in the guest where they are here
 */
record HostFiles(List<Path> directories) {
  /** For a guest that cannot reach them. */
  static final HostFiles NONE = new HostFiles(List.of());

  private static final int MOST_FILE_BYTES = 1 << 20;

  /** Directories on older systems, links into /usr on newer ones. */
  private static final List<String> PROGRAMS =
      List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32");

  /** What programs look up, without a secret. */
  private static final List<String> LOOKED_UP =
      List.of(
          "bash.bashrc",
          "debian_version",
          "group",
          "hosts",
          "inputrc",
          "ld.so.cache",
          "ld.so.conf",
          "localtime",
          "nsswitch.conf",
          "os-release",
          "passwd",
          "profile",
          "protocols",
          "services");

  /** Those of this machine with the JDK that runs this. */
  static HostFiles ofThisMachine() {
    List<Path> directories = new ArrayList<>(List.of(Path.of("/usr")));
    for (String name : PROGRAMS) {
      if (Files.isDirectory(Path.of(name), LinkOption.NOFOLLOW_LINKS)) {
        directories.add(Path.of(name));
      }
    }
    try (DirectoryStream<Path> etc =
        Files.newDirectoryStream(Path.of("/etc"), "{alternatives,java*,ld.so.conf.d}")) {
      etc.forEach(
          directory -> {
            if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
              directories.add(directory);
            }
          });
    } catch (IOException e) {
      // Without them the programs that need them say so.
    }
    Path java = Path.of(System.getProperty("java.home"));
    for (Path home : List.of(java, real(java))) {
      if (directories.stream().noneMatch(home::startsWith)) {
        directories.add(home);
      }
    }
    return new HostFiles(List.copyOf(directories));
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path;
    }
  }

  /**
   * Small files and links of the root below {@code host/}, and in {@code directories} where the
   * mounts go.
   */
  void writeTo(CpioArchive archive) throws IOException {
    for (String name : directories.isEmpty() ? List.<String>of() : PROGRAMS) {
      Path path = Path.of(name);
      if (Files.isSymbolicLink(path)) {
        archive.link("host" + name, Files.readSymbolicLink(path).toString());
      }
    }
    for (String name : LOOKED_UP) {
      Path file = Path.of("/etc", name);
      if (Files.isRegularFile(file) && Files.size(file) <= MOST_FILE_BYTES) {
        archive.file("host/etc/" + name, Files.readAllBytes(file));
      }
    }
    StringBuilder lines = new StringBuilder();
    directories.forEach(directory -> lines.append(directory).append('\n'));
    archive.file("directories", lines.toString().getBytes(StandardCharsets.UTF_8));
  }
}
