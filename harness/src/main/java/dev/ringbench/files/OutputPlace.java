// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.files;

import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Where a path that was given as output leads to.
 *
 * @param path no link any more, in a directory that exists
 * @param kind what is there; null: nothing yet
 * @param descriptor somebody's open file, as /dev/stdout and /dev/fd/3 are: never replaced
 */
record OutputPlace(Path path, FileKind kind, boolean descriptor) {
  private static final int MOST_LINKS = 40;
  private static final Pattern DESCRIPTORS = Pattern.compile("/proc/\\d+(/task/\\d+)?/fd");

  /**
   * Follows links as the kernel would, save those that another user put into a directory that
   * everybody may write to (as fs.protected_symlinks has it, which is off on some machines).
   *
   * @param option for complaints
   */
  static OutputPlace of(String option, Path given) {
    try {
      return follow(option, given);
    } catch (IOException e) {
      throw cannot(option, given, e);
    }
  }

  private static RingbenchException cannot(String option, Path given, IOException e) {
    return RingbenchException.badInput(
        option + " " + given + ": cannot write there. Name a file in a directory that exists.", e);
  }

  private static OutputPlace follow(String option, Path given) throws IOException {
    Path at = given.toAbsolutePath();
    for (int links = 0; links < MOST_LINKS; links++) {
      if (at.getFileName() == null || at.getFileName().toString().equals("..")) {
        return new OutputPlace(at, FileKind.of(at), false);
      }
      Path parent = at.getParent().toRealPath();
      at = parent.resolve(at.getFileName());
      if (DESCRIPTORS.matcher(parent.toString()).matches()) {
        return new OutputPlace(at, FileKind.of(at), true);
      }
      if (!Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
        return new OutputPlace(at, null, false);
      }
      FileKind kind = FileKind.of(at, LinkOption.NOFOLLOW_LINKS);
      refusePlanted(option, given, at, kind, FileKind.of(parent));
      if (kind.type() != FileKind.Type.SYMBOLIC_LINK) {
        return new OutputPlace(at, kind, false);
      }
      at = parent.resolve(Files.readSymbolicLink(at));
    }
    throw RingbenchException.badInput(
        option + " " + given + ": leads in a circle of symbolic links. Name another file.");
  }

  private static void refusePlanted(
      String option, Path given, Path at, FileKind kind, FileKind parent) {
    boolean opened =
        kind.type() == FileKind.Type.SYMBOLIC_LINK || kind.type() == FileKind.Type.FIFO;
    boolean ours = kind.uid() == FileKind.ownUid() || kind.uid() == parent.uid();
    if (opened && parent.isStickyDirectory() && !ours) {
      throw RingbenchException.badInput(
          "%s %s: %s is a %s that user id %d put into a directory where everybody may write."
                  .formatted(
                      option,
                      given,
                      at,
                      kind.type() == FileKind.Type.FIFO ? "named pipe" : "symbolic link",
                      kind.uid())
              + " Name another file.");
    }
  }
}
