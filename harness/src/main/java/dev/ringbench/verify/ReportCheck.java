// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import dev.ringbench.document.StoredDocument;
import dev.ringbench.report.MarkdownReports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether the report beside a document is the one that the document gives: all statistics are
 * computed again. Where a table has other figures, it fails. Where only words differ, it fails if
 * this very version wrote the document, and is a warning else: versions find better words.
 */
final class ReportCheck {
  private static final String NAME = "report";
  private static final String SUFFIX = ".json";
  private static final Pattern NUMBER = Pattern.compile("[0-9][0-9,]*(?:\\.[0-9]+)?");

  private final String ownVersion;

  ReportCheck(String ownVersion) {
    this.ownVersion = ownVersion;
  }

  /** NAME.md beside NAME.json, report.md beside result.json; empty: there is none. */
  static Optional<Path> beside(Path file) {
    String name = file.getFileName().toString();
    String stem = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    return Stream.of(stem, stem.equals("result") ? "report" : stem)
        .map(found -> file.resolveSibling(found + ".md"))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  Check of(StoredDocument document) {
    Optional<Path> file = beside(document.file());
    if (file.isEmpty()) {
      return Check.notApplicable(NAME, "there is none beside it");
    }
    String name = file.get().getFileName().toString();
    List<String> stored;
    try {
      stored = lines(Files.readString(file.get(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return Check.failed(NAME, "cannot read " + name + ": " + e.getMessage());
    }
    List<String> made;
    try {
      made = lines(MarkdownReports.of(document));
    } catch (RuntimeException e) { // figures that contradict each other may do anything
      return Check.failed(NAME, "none can be made of this document: " + e);
    }
    return compare(document, name, stored, made);
  }

  private Check compare(
      StoredDocument document, String name, List<String> stored, List<String> made) {
    int line = firstDifference(stored, made);
    if (line < 0) {
      return Check.ok(NAME, name + " is what this document gives");
    }
    List<String> storedRows = stored.stream().filter(ReportCheck::isRow).toList();
    List<String> madeRows = made.stream().filter(ReportCheck::isRow).toList();
    int row =
        firstDifference(
            storedRows.stream().map(ReportCheck::numbers).toList(),
            madeRows.stream().map(ReportCheck::numbers).toList());
    if (row >= 0) {
      return Check.failed(NAME, name + " has other figures: " + both(storedRows, madeRows, row));
    }
    String words = name + " has other words, and the same figures: " + both(stored, made, line);
    return ownVersion.equals(document.version())
        ? Check.failed(NAME, words)
        : Check.warning(NAME, words + "; this is " + ownVersion);
  }

  private static String both(List<String> stored, List<String> made, int index) {
    return "it has \"%s\", the document gives \"%s\""
        .formatted(lineOf(stored, index), lineOf(made, index));
  }

  private static String lineOf(List<String> lines, int index) {
    return index < lines.size() ? lines.get(index) : "(its end)";
  }

  /** -1: there is none. */
  private static <T> int firstDifference(List<T> a, List<T> b) {
    for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
      if (i >= a.size() || i >= b.size() || !a.get(i).equals(b.get(i))) {
        return i;
      }
    }
    return -1;
  }

  /** Without a licence line above it. */
  private static List<String> lines(String text) {
    return text.lines()
        .map(String::stripTrailing)
        .dropWhile(line -> line.startsWith("<!--") || line.isEmpty())
        .toList();
  }

  private static boolean isRow(String line) {
    return line.startsWith("|");
  }

  private static List<String> numbers(String row) {
    Matcher matcher = NUMBER.matcher(row);
    return matcher.results().map(found -> found.group()).toList();
  }
}
