// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import dev.ringbench.files.PlainFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Copies files and directories, and nothing that is neither; gives up at what is too much. */
final class FileTree {
  private final int mostFiles;
  private final long mostBytes;
  private long left;
  private int files;

  private FileTree(int mostFiles, long mostBytes) {
    this.mostFiles = mostFiles;
    this.mostBytes = mostBytes;
    this.left = mostBytes;
  }

  /**
   * Copies {@code from} to {@code to}, whether that is there or not.
   *
   * @param mostBytes of all files together
   * @throws FileSystemException at a link, a device, a pipe; at what is deeper, more or larger
   */
  static void copy(Path from, Path to, int mostDepth, int mostFiles, long mostBytes)
      throws IOException {
    new FileTree(mostFiles, mostBytes).copy(from, to, mostDepth);
  }

  private void copy(Path from, Path to, int depth) throws IOException {
    if (depth == 0 || ++files > mostFiles) {
      throw new FileSystemException(from.toString(), null, "is in too many directories or files");
    }
    BasicFileAttributes attributes =
        Files.readAttributes(from, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isDirectory()) {
      file(from, to);
      Files.setLastModifiedTime(to, attributes.lastModifiedTime());
      return;
    }
    Files.createDirectories(to);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(from)) {
      for (Path entry : entries) {
        copy(entry, to.resolve(entry.getFileName().toString()), depth - 1);
      }
    }
  }

  private void file(Path from, Path to) throws IOException {
    try (InputStream in = PlainFile.open(from);
        OutputStream out = PlainFile.create(to)) {
      byte[] bytes = new byte[1 << 16];
      for (int got = in.read(bytes); got >= 0; got = in.read(bytes)) {
        left -= got;
        if (left < 0) {
          throw new FileSystemException(
              from.toString(),
              null,
              "is larger than " + mostBytes + " bytes, with what is beside it");
        }
        out.write(bytes, 0, got);
      }
    }
    if (Files.isExecutable(from)) {
      to.toFile().setExecutable(true, false);
    }
  }
}
