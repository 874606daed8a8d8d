// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every figure of the README and of docs/ has a row in results/sources.md that says where it is
 * from.
 */
class DocumentedNumbersTest {
  private static final Path ROOT = Path.of("..");
  private static final Path SOURCES = ROOT.resolve("results/sources.md");
  private static final String ALL = "*";
  private static final String NOT_KEPT = "raw data not kept";

  /** A number with a unit, or so many of so many. */
  private static final Pattern FIGURE =
      Pattern.compile(
          "(?<![\\w.-])[+-]?\\d[\\d,]*(?:\\.\\d+)? ?(?:ns|us|ms|s|min|minutes?|seconds?|hours?|[KMG]i?B|%"
              + "|times|x|events/s|instructions)(?![\\w/])"
              + "|(?<![\\w.,])\\d[\\d,]* (?:in|of) \\d[\\d,]*\\b");

  /**
   * A row.
   *
   * @param figures those that it is for; {@code *}: all of the section
   * @param kind printed (the source has the very figures), computed (the command makes them of the
   *     source), setting (the source has it as a constant), not kept
   */
  private record Source(
      String page, String section, List<String> figures, String kind, String source, String how) {
    boolean covers(String figure) {
      return figures.contains(ALL) || figures.contains(figure);
    }

    List<Path> files() {
      return Stream.of(source.split(", ", -1)).map(ROOT::resolve).toList();
    }
  }

  private static List<Source> sources() {
    List<Source> sources = new ArrayList<>();
    for (String line : lines(SOURCES)) {
      String[] cells = line.split(" *\\| *", -1);
      if (cells.length == 8 && cells[1].endsWith(".md")) {
        sources.add(
            new Source(
                cells[1],
                cells[2],
                List.of(cells[3].split("; ", -1)),
                cells[4],
                cells[5],
                cells[6]));
      }
    }
    return sources;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** By page and section the text without code. */
  private static Map<List<String>, String> sections() throws IOException {
    Map<List<String>, String> sections = new LinkedHashMap<>();
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
      // The tables of documents.md are made of the schemas: limits of fields.
      docs.filter(file -> file.toString().endsWith(".md") && !file.endsWith("documents.md"))
          .sorted()
          .forEach(pages::add);
      for (Path page : pages) {
        String heading = "";
        boolean code = false;
        for (String line : lines(page)) {
          if (line.startsWith("```")) {
            code = !code;
          } else if (!code && line.matches("#+ .*")) {
            heading = line.replaceFirst("#+ ", "");
          } else if (!code) {
            sections.merge(
                List.of(ROOT.relativize(page).toString(), heading), line + "\n", String::concat);
          }
        }
      }
    }
    return sections;
  }

  private static Set<String> figures(String text) {
    Set<String> figures = new LinkedHashSet<>();
    FIGURE.matcher(text).results().map(MatchResult::group).forEach(figures::add);
    return figures;
  }

  @Test
  void everyFigureHasASource() throws IOException {
    List<Source> sources = sources();
    List<String> without = new ArrayList<>();
    sections()
        .forEach(
            (place, text) -> {
              for (String figure : figures(text)) {
                if (sources.stream()
                    .filter(row -> row.page().equals(place.get(0)))
                    .filter(row -> row.section().equals(place.get(1)))
                    .noneMatch(row -> row.covers(figure))) {
                  without.add(place + ": " + figure);
                }
              }
            });
    assertThat(without).as("figures without a row in results/sources.md").isEmpty();
  }

  @Test
  void everySourceIsThereAndSaysHow() {
    assertThat(sources())
        .isNotEmpty()
        .allSatisfy(
            row -> {
              assertThat(row.kind()).isIn("printed", "computed", "setting", "not kept");
              if (!row.kind().equals("not kept")) {
                assertThat(row.files()).allSatisfy(file -> assertThat(file).exists());
              }
              assertThat(row.how()).as(row.toString()).isNotEmpty();
            });
  }

  @Test
  void noRowIsLeftOverFromATextThatIsGone() throws IOException {
    Map<List<String>, String> sections = sections();
    for (Source row : sources()) {
      String text = sections.get(List.of(row.page(), row.section()));
      assertThat(text).as(row.toString()).isNotNull();
      for (String figure : row.figures()) {
        assertThat(figure.equals(ALL) || figures(text).contains(figure))
            .as(row.toString())
            .isTrue();
      }
    }
  }

  /** A report has the figures that are said to be printed in it. */
  @Test
  void printedFiguresAreInTheirSource() throws IOException {
    Map<List<String>, String> sections = sections();
    List<Source> sources = sources();
    for (Source row : sources) {
      if (!row.kind().equals("printed")) {
        continue;
      }
      String printed =
          String.join("\n", row.files().stream().flatMap(file -> lines(file).stream()).toList());
      List<String> asked =
          row.figures().contains(ALL)
              ? figures(sections.get(List.of(row.page(), row.section()))).stream()
                  // A row that names a figure has its own source.
                  .filter(
                      figure ->
                          sources.stream()
                              .noneMatch(
                                  other ->
                                      other.page().equals(row.page())
                                          && other.section().equals(row.section())
                                          && other.figures().contains(figure)))
                  .toList()
              : row.figures();
      for (String figure : asked) {
        String number = figure.replaceFirst("^[+-]", "").replaceFirst(" ?[a-zA-Z%/]+$", "");
        assertThat(printed.contains(number) || printed.contains(number.replace(" of ", "/")))
            .as("%s of %s", figure, row)
            .isTrue();
      }
    }
  }

  /** Whoever reads the page learns it there. */
  @Test
  void whatHasNoDataAnyMoreSaysSoOnItsPage() throws IOException {
    Map<List<String>, String> sections = sections();
    for (Source row : sources()) {
      if (row.kind().equals("not kept")) {
        assertThat(sections.get(List.of(row.page(), row.section())).replace("\n", " "))
            .as(row.toString())
            .contains(NOT_KEPT);
      }
    }
  }
}
