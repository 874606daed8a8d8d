// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder with documents, the reports made of them, and the sums of both.
 *
 * @param checks of the folder itself
 * @param documents of each of its documents
 */
public record Submission(Path folder, List<Check> checks, List<Verification.Result> documents) {
  /** Defensive copies. */
  public Submission {
    checks = List.copyOf(checks);
    documents = List.copyOf(documents);
  }

  /**
   * The folder, or those in it where it has no file of its own.
   *
   * @throws RingbenchException bad input: it cannot be read, or there is no document in it
   */
  public static List<Submission> below(Path folder, Verification verification) {
    List<Path> files = entries(folder).stream().filter(Files::isRegularFile).toList();
    List<Path> documents =
        files.stream().filter(file -> file.toString().endsWith(".json")).toList();
    if (!documents.isEmpty()) {
      return List.of(
          new Submission(
              folder,
              List.of(Checksums.of(folder)),
              documents.stream().map(verification::of).toList()));
    }
    List<Submission> found = new ArrayList<>();
    if (files.isEmpty()) {
      for (Path inner : entries(folder)) {
        found.addAll(below(inner, verification));
      }
    }
    if (found.isEmpty()) {
      throw RingbenchException.badInput(
          folder + ": there is no document (*.json) in it. Name a file, or a folder with some.");
    }
    return found;
  }

  private static List<Path> entries(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      throw RingbenchException.badInput("Cannot read " + folder + ": " + e.getMessage() + ".", e);
    }
  }
}
