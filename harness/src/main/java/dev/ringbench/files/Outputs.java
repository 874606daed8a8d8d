// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.files;

import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides about every path that a command writes, before it does its work: what it reads is never
 * overwritten, by whatever name; a file that exists only with {@code --force}; two outputs are two
 * files; devices, named pipes and open descriptors are written to and never replaced.
 */
public final class Outputs {
  private final boolean force;
  private final List<FileKind> inputs = new ArrayList<>();
  private final List<Path> inputDirectories = new ArrayList<>();
  private final List<Path> places = new ArrayList<>();
  private final List<FileKind> outputs = new ArrayList<>();

  private Outputs(boolean force) {
    this.force = force;
  }

  /** {@code force}: files that exist may be replaced. */
  public static Outputs of(boolean force) {
    return new Outputs(force);
  }

  /**
   * What the command reads: files, and directories of campaigns or stores, whose documents,
   * journals and logs then count as read. What is not there is somebody else's complaint.
   */
  public Outputs reading(List<Path> files) {
    for (Path file : files) {
      try {
        if (file != null && Files.isDirectory(file)) {
          inputDirectories.add(file.toRealPath());
        } else if (file != null && Files.exists(file)) {
          inputs.add(FileKind.of(file));
        }
      } catch (IOException e) {
        // Whoever reads it says why that does not work.
      }
    }
    return this;
  }

  /**
   * A file that the command will write.
   *
   * @param option that names it, for complaints
   * @throws RingbenchException bad input, with the remedy, when it must not or cannot be written
   */
  public OutputFile file(String option, Path given) {
    OutputPlace place = OutputPlace.of(option, given);
    boolean stream = place.descriptor() || isStream(option, given, place.kind());
    if (place.kind() != null) {
      check(option, given, place, stream);
    }
    if (!stream) {
      Path parent = place.path().getParent();
      if (!Files.isDirectory(parent) || !Files.isWritable(parent)) {
        throw RingbenchException.badInput(
            option
                + " "
                + given
                + ": cannot write there. Name a file in a directory that you may write.");
      }
      if (places.contains(place.path())) {
        throw twice(option, given);
      }
      places.add(place.path());
    }
    return new OutputFile(option, given, place, stream);
  }

  /** Whether {@code given} is a device, a named pipe or an open descriptor. */
  public static boolean isStream(String option, Path given) {
    OutputPlace place = OutputPlace.of(option, given);
    return place.descriptor() || isStream(option, given, place.kind());
  }

  /** As {@link #file}; null for null, an option that was not given. */
  public OutputFile fileOrNull(String option, Path given) {
    return given == null ? null : file(option, given);
  }

  /**
   * A directory for several files, each of which is then asked for by {@link #file}; made where
   * missing.
   */
  public Path directory(String option, Path given) {
    try {
      if (!Files.isDirectory(given)) {
        Files.createDirectories(given);
      }
    } catch (IOException e) {
      throw RingbenchException.badInput(
          option
              + " "
              + given
              + ": cannot be made ("
              + OutputFile.reason(e)
              + "). Name a directory in one that you may write.",
          e);
    }
    return given;
  }

  private static boolean isStream(String option, Path given, FileKind kind) {
    return kind != null
        && switch (kind.type()) {
          case FIFO, CHARACTER_DEVICE, BLOCK_DEVICE -> true;
          case SOCKET, DIRECTORY, SYMBOLIC_LINK ->
              throw RingbenchException.badInput(
                  option
                      + " "
                      + given
                      + ": cannot write there, it is a "
                      + (kind.type() == FileKind.Type.SOCKET ? "socket" : "directory")
                      + ". Name a file in a directory that exists.");
          case REGULAR -> false;
        };
  }

  private void check(String option, Path given, OutputPlace place, boolean stream) {
    FileKind kind = place.kind();
    // Everybody reads and writes /dev/null, and a terminal is both.
    boolean shared = kind.type() == FileKind.Type.CHARACTER_DEVICE || place.descriptor();
    if (!shared && isRead(place.path(), kind)) {
      throw RingbenchException.badInput(
          option
              + " "
              + given
              + ": the command reads that very file, and would overwrite it. Name another one.");
    }
    if (!shared && outputs.stream().anyMatch(kind::isSame)) {
      throw twice(option, given);
    }
    outputs.add(kind);
    boolean kept = kind.type() == FileKind.Type.BLOCK_DEVICE || !stream;
    if (kept && !force) {
      throw RingbenchException.badInput(
          option + " " + given + ": it exists already. Name another file, or replace it: --force.");
    }
  }

  private static RingbenchException twice(String option, Path given) {
    return RingbenchException.badInput(
        option + " " + given + ": another output goes to that very file. Name two files.");
  }

  private boolean isRead(Path place, FileKind kind) {
    return inputs.stream().anyMatch(kind::isSame)
        || (inputDirectories.stream().anyMatch(place::startsWith)
            && place.getFileName().toString().matches(".*\\.(json|jsonl|log|db)"));
  }
}
