// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.files;

import dev.ringbench.model.RingbenchException;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that a command may write, by the rule of {@link Outputs}. A regular file is replaced as a
 * whole, there where a symbolic link leads; a device, a named pipe or an open descriptor is written
 * to.
 */
public final class OutputFile {
  private final String option;
  private final Path given;
  private final OutputPlace place;
  private final boolean stream;
  private OutputStream open;

  OutputFile(String option, Path given, OutputPlace place, boolean stream) {
    this.option = option;
    this.given = given;
    this.place = place;
    this.stream = stream;
  }

  /**
   * A file that a command keeps in a directory of its own, and makes anew as often as it likes: no
   * link of that name is followed.
   */
  public static OutputFile inOwn(Path directory, String name) {
    Path file = directory.resolve(name);
    return new OutputFile(name, file, new OutputPlace(file, null, false), false);
  }

  /** As it was given. */
  public Path path() {
    return given;
  }

  /** Whether what is written is gone at once, so that it is written once and nothing beside it. */
  public boolean isStream() {
    return stream;
  }

  /** Whether to open it waits for who reads it. */
  boolean isPipe() {
    return stream && place.kind().type() == FileKind.Type.FIFO;
  }

  /**
   * Opens a stream before the work that is to be written to it, so that no one waits for a reader
   * afterwards; of a file nothing is opened.
   */
  void openStream() throws IOException {
    if (stream && open == null) {
      open =
          new BufferedOutputStream(
              isStandardOutput()
                  ? standardOutput()
                  : Files.newOutputStream(
                      place.path(),
                      place.descriptor() ? StandardOpenOption.APPEND : StandardOpenOption.WRITE));
    }
  }

  private boolean isStandardOutput() throws IOException {
    return place.descriptor()
        && place.path().equals(Path.of("/proc/self").toRealPath().resolve("fd/1"));
  }

  /**
   * Opened anew it would have a position of its own, and what a command prints would overwrite it.
   */
  private static OutputStream standardOutput() {
    return new FileOutputStream(FileDescriptor.out) {
      @Override
      public void close() {
        // It is the process's.
      }
    };
  }

  /**
   * Writes all of it.
   *
   * @throws RingbenchException the machine cannot
   */
  public void write(AtomicFile.Content content) {
    try {
      save(content, true);
    } catch (IOException e) {
      throw RingbenchException.machine(
          "Cannot write "
              + option
              + " "
              + given
              + ": "
              + reason(e)
              + ". Free space, or name another file.",
          e);
    }
  }

  void save(AtomicFile.Content content, boolean durably) throws IOException {
    if (stream) {
      openStream();
      try (OutputStream out = open) {
        content.writeTo(out);
      }
    } else if (durably) {
      AtomicFile.replaceDurably(place.path(), content);
    } else {
      AtomicFile.replace(place.path(), content);
    }
  }

  /** An IOException's words without the names of files that only we know. */
  static String reason(IOException e) {
    if (e instanceof java.nio.file.FileSystemException named) {
      return named.getReason() == null ? named.getClass().getSimpleName() : named.getReason();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
