// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.subject;

import dev.ringbench.files.InputFile;
import dev.ringbench.files.ShippedFolder;
import dev.ringbench.model.Nearest;
import dev.ringbench.model.RingbenchException;
import java.nio.file.Path;
import java.util.List;

/** The subjects that ship, and those of files. */
public final class Subjects {
  private static final String SUFFIX = ".yaml";
  private static final ShippedFolder SHIPPED = new ShippedFolder("subjects/", SUFFIX);

  private Subjects() {}

  /** Names of those that ship, sorted. */
  public static List<String> names() {
    return SHIPPED.names();
  }

  /** All that ship. */
  public static List<Subject> shipped() {
    return names().stream().map(Subjects::shipped).toList();
  }

  private static Subject shipped(String name) {
    return SubjectFile.parse(name + SUFFIX, SHIPPED.text(name));
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
}
