// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import dev.ringbench.check.Check;
import dev.ringbench.check.Violations;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
   * The folder itself where it has a document or sums of its own; else those in it.
   *
   * @throws RingbenchException bad input: it cannot be read
   */
  public static List<Path> folders(Path folder) {
    List<Path> entries = entries(folder);
    List<Path> inner =
        entries.stream()
            .filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
            .toList();
    if (inner.isEmpty() || entries.stream().anyMatch(Submission::isOfSubmission)) {
      return List.of(folder);
    }
    return inner.stream().flatMap(entry -> folders(entry).stream()).toList();
  }

  /**
   * Checks one folder.
   *
   * @throws RingbenchException bad input: it cannot be read, or there is no document in it
   */
  public static Submission of(Path folder, Verification verification) {
    List<Path> documents =
        entries(folder).stream()
            .filter(Files::isRegularFile)
            .filter(Submission::isDocument)
            .toList();
    if (documents.isEmpty()) {
      throw RingbenchException.badInput(
          folder + ": there is no document (*.json) in it. Name a file, or a folder with some.");
    }
    return new Submission(
        folder,
        List.of(Checksums.of(folder), strays(folder, documents)),
        documents.stream().map(verification::ofSubmitted).toList());
  }

  /** A file that nothing here looks at would be taken for one that was checked. */
  private static Check strays(Path folder, List<Path> documents) {
    Violations violations = new Violations();
    for (Path entry : entries(folder)) {
      boolean known =
          documents.contains(entry)
              || entry.endsWith(Checksums.FILE)
              || documents.stream()
                  .anyMatch(document -> ReportCheck.beside(document).equals(Optional.of(entry)))
              || documents.stream().anyMatch(document -> isRawRuns(document, entry));
      violations.require(
          known,
          () ->
              entry.getFileName()
                  + " is neither a document nor the report of one, and was not looked at");
    }
    return violations.check("files", documents.size() + " documents, their reports and the sums");
  }

  /** Of NAME.json NAME.runs.jsonl.gz, which the document's own checks read. */
  private static boolean isRawRuns(Path document, Path entry) {
    String name = document.getFileName().toString();
    return entry
        .getFileName()
        .toString()
        .equals(name.substring(0, name.length() - ".json".length()) + ".runs.jsonl.gz");
  }

  private static boolean isOfSubmission(Path entry) {
    return Files.isRegularFile(entry) && (isDocument(entry) || entry.endsWith(Checksums.FILE));
  }

  private static boolean isDocument(Path entry) {
    return entry.toString().endsWith(".json");
  }

  private static List<Path> entries(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      throw RingbenchException.badInput("Cannot read " + folder + ": " + e.getMessage() + ".", e);
    }
  }
}
