// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import dev.ringbench.check.Check;
import dev.ringbench.document.Reading;
import dev.ringbench.render.MarkdownReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether the report beside a document is the one that the document gives, to the sentence: all
 * statistics are computed again. Whatever differs fails, and is named: a figure, a name or a row;
 * or words alone, which another version may have chosen, or somebody who wants them to say
 * something else. A report does not prove who wrote it, so one by another version has to be written
 * again.
 */
final class ReportCheck {
  private static final String NAME = "report";
  private static final String SUFFIX = ".json";
  private static final Pattern SEPARATOR = Pattern.compile("\\|(?: ?:?-+:? ?\\|)+");
  private static final Pattern ESCAPED = Pattern.compile("\\\\([|~<&])");
  private static final Pattern NAME_IN_ROW = Pattern.compile("[a-z0-9]+(?:-[a-z0-9]+)+");

  /** A figure with its sign, unit and mark, the word for one that nobody has, or a name. */
  private static final Pattern FIGURE_OR_NAME =
      Pattern.compile(
          "((?<![\\w-])"
              + NAME_IN_ROW
              + "(?![\\w-]))|(?:(?<![\\w.])[+-])?[0-9][0-9,]*(?:\\.[0-9]+)?(?:]? ?(?:%|"
              + "(?:ns|us|ms|s|min|h|x|[KMG]iB|instructions|points|events/s|operations/s)(?![\\w/])))?(?:"
              + " ?~)?|UNKNOWN|unknown|never");

  private final boolean required;

  /** {@code required}: a document without a report fails, as in a folder that is submitted. */
  ReportCheck(boolean required) {
    this.required = required;
  }

  /** NAME.md beside NAME.json, report.md beside result.json; of the two the first that is there. */
  static Optional<Path> beside(Path file) {
    String name = file.getFileName().toString();
    String stem = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    return Stream.of(stem, stem.equals("result") ? "report" : stem)
        .map(found -> file.resolveSibling(found + ".md"))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  Check of(Reading document) {
    Optional<Path> file = beside(document.head().file());
    if (file.isEmpty()) {
      return required
          ? Check.failed(
              NAME,
              "there is none beside it: `ringbench report %s --format markdown` writes one"
                  .formatted(document.head().file().getFileName()))
          : Check.notApplicable(NAME, "there is none beside it");
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
      made = lines(MarkdownReport.of(document));
    } catch (RuntimeException e) { // figures that contradict each other may do anything
      return Check.failed(NAME, "none can be made of this document: " + e);
    }
    return compare(document, name, stored, made);
  }

  private Check compare(Reading document, String name, List<String> stored, List<String> made) {
    int line = firstDifference(stored, made);
    if (line < 0) {
      return Check.ok(NAME, name + " is what this document gives");
    }
    if (visible(stored).equals(visible(made))) {
      return Check.warning(NAME, name + " is escaped otherwise: " + both(stored, made, line));
    }
    Optional<String> other = otherFigures(stored, made);
    if (other.isPresent()) {
      return Check.failed(NAME, name + " has other figures: " + other.get());
    }
    return Check.failed(
        NAME,
        "%s has other words, and the same figures, in %d of its lines: %s. If another version wrote the report, write it again: `ringbench report %s --format markdown`"
            .formatted(
                name,
                differences(stored, made),
                both(stored, made, line),
                document.head().file().getFileName()));
  }

  /** As a reader sees it. */
  private static List<String> visible(List<String> lines) {
    return lines.stream().map(Parts::plain).toList();
  }

  /** Lines that one of them has more often than the other. */
  private static long differences(List<String> stored, List<String> made) {
    Map<String, Integer> more = new HashMap<>();
    stored.forEach(line -> more.merge(line, 1, Integer::sum));
    made.forEach(line -> more.merge(line, -1, Integer::sum));
    return Math.max(1, more.values().stream().filter(count -> count > 0).count());
  }

  /** The first difference that is not one of words. */
  private static Optional<String> otherFigures(List<String> stored, List<String> made) {
    Parts one = Parts.of(stored);
    Parts two = Parts.of(made);
    int row = firstDifference(one.rows(), two.rows());
    if (row >= 0) {
      return Optional.of(both(one.rows(), two.rows(), row));
    }
    for (int i = 0; i < Math.min(one.titles().size(), two.titles().size()); i++) {
      if (isSwapped(one.titles().get(i), two.titles().get(i))) {
        return Optional.of(both(one.titles(), two.titles(), i));
      }
    }
    Set<String> names = two.namesInRows();
    List<String> storedFigures = figures(one.sentences(), names);
    List<String> madeFigures = figures(two.sentences(), names);
    int figure = firstDifference(storedFigures, madeFigures);
    return figure < 0 ? Optional.empty() : Optional.of(both(storedFigures, madeFigures, figure));
  }

  private static String both(List<?> stored, List<?> made, int index) {
    return "it has \"%s\", the document gives \"%s\""
        .formatted(lineOf(stored, index), lineOf(made, index));
  }

  private static String lineOf(List<?> lines, int index) {
    return index < lines.size() ? lines.get(index).toString() : "(its end)";
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

  /** The same words in another order: no version's better ones. */
  private static boolean isSwapped(List<String> stored, List<String> made) {
    return !stored.equals(made)
        && stored.stream().sorted().toList().equals(made.stream().sorted().toList());
  }

  private static List<String> figures(List<String> sentences, Set<String> names) {
    return sentences.stream()
        .flatMap(sentence -> FIGURE_OR_NAME.matcher(sentence).results())
        .filter(found -> found.group(1) == null || names.contains(found.group()))
        .map(MatchResult::group)
        .toList();
  }

  /**
   * A report by what may differ in it.
   *
   * @param rows of tables, whole
   * @param titles the headings of the report, then the header of each table
   * @param sentences all else, and the titles once more
   */
  private record Parts(List<String> rows, List<List<String>> titles, List<String> sentences) {
    static Parts of(List<String> lines) {
      List<String> rows = new ArrayList<>();
      List<String> headings = new ArrayList<>();
      List<List<String>> headers = new ArrayList<>();
      List<String> sentences = new ArrayList<>();
      for (int i = 0; i < lines.size(); i++) {
        String line = plain(lines.get(i));
        boolean header = i + 1 < lines.size() && SEPARATOR.matcher(lines.get(i + 1)).matches();
        if (isRow(line) && header) {
          headers.add(List.of(line.split(" \\| ", -1)));
        } else if (line.startsWith("#")) {
          headings.add(line);
        }
        if (!isRow(line) || header) {
          sentences.add(line);
        } else if (!SEPARATOR.matcher(line).matches()) {
          rows.add(line);
        }
      }
      headers.add(0, headings);
      return new Parts(rows, headers, sentences);
    }

    /** As a reader sees it: how it is escaped is no figure. */
    private static String plain(String line) {
      return ESCAPED.matcher(line).replaceAll("$1").replace("&lt;", "<").replace("&amp;", "&");
    }

    Set<String> namesInRows() {
      return rows.stream()
          .flatMap(row -> Stream.of(row.split("\\|", -1)))
          .map(String::strip)
          .filter(cell -> NAME_IN_ROW.matcher(cell).matches())
          .collect(Collectors.toUnmodifiableSet());
    }
  }
}
