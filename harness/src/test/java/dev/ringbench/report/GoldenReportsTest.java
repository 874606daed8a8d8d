// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.document.Experiments;
import dev.ringbench.document.Reading;
import dev.ringbench.render.MarkdownReport;
import dev.ringbench.render.TextReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The reports of a small document of each kind are, character by character, the files beside it.
 * After an intended change, write these again by {@code -Dringbench.write.golden=true}, and read
 * the difference before it is committed.
 */
class GoldenReportsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final String DOCUMENT = "document.json";
  private static final String SWITCH = "ringbench.write.golden";

  private static final int SCREEN_COLUMNS = 100;

  /** Of 40; the command itself adds a line that names the document. */
  private static final int SCREEN_LINES = 39;

  /** What differs first is enough to see what changed. */
  private static final int MOST_LINES = 8;

  /** The same on every page, or the same data as in the tables: see the tests of the page. */
  private static final Pattern SCRIPTS_AND_STYLES =
      Pattern.compile("<(script|style)\\b[^>]*>.*?</\\1>", Pattern.DOTALL);

  /** Ends of cells, where a line of the page would be as long as its table. */
  private static final Pattern BETWEEN_ROWS = Pattern.compile("(?<=</tr>|</li>|</thead>)(?=<)");

  static List<Path> documents() throws IOException {
    try (Stream<Path> directories = Files.list(GOLDEN)) {
      return directories.map(directory -> directory.resolve(DOCUMENT)).sorted().toList();
    }
  }

  private static Map<String, String> reports(Path file) {
    Reading document = Experiments.read(file);
    Map<String, String> reports = new LinkedHashMap<>();
    reports.put("screen-100.txt", TextReport.of(document.firstScreen(), SCREEN_COLUMNS));
    reports.put("text-80.txt", TextReport.of(document.sections(), 80));
    reports.put("text-120.txt", TextReport.of(document.sections(), 120));
    reports.put("report.md", MarkdownReport.of(document));
    String page = new ReportPage(Archive.of(List.of(file)), "golden").render();
    String body = SCRIPTS_AND_STYLES.matcher(page).replaceAll("<$1></$1>");
    reports.put("page.html", BETWEEN_ROWS.matcher(body).replaceAll("\n"));
    return reports;
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyReportOfADocumentIsWhatItWas(Path document) throws IOException {
    Map<String, String> reports = reports(document);
    if (Boolean.getBoolean(SWITCH)) {
      for (Map.Entry<String, String> report : reports.entrySet()) {
        Files.writeString(document.resolveSibling(report.getKey()), report.getValue());
      }
    }
    for (Map.Entry<String, String> report : reports.entrySet()) {
      Path golden = document.resolveSibling(report.getKey());
      String expected = Files.exists(golden) ? Files.readString(golden) : "";
      assertThat(report.getValue().equals(expected))
          .as(() -> firstDifferences(golden, expected, report.getValue()))
          .isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void aFirstScreenFitsAScreen(Path document) {
    List<String> lines =
        TextReport.of(Experiments.read(document).firstScreen(), SCREEN_COLUMNS).lines().toList();
    assertThat(lines).hasSizeLessThanOrEqualTo(SCREEN_LINES);
    assertThat(lines).allMatch(line -> line.length() <= SCREEN_COLUMNS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-25-kvm-amd-epyc-2cpu-load/capacity.json",
        "2026-11-25-kvm-amd-epyc-2cpu-load/macro.json",
        "2026-11-26-faults/faults.json",
        "2026-11-26-replay/replay.json",
        "2026-11-30-kvm-amd-epyc-2cpu/capacity.json",
        "2026-11-30-kvm-amd-epyc-2cpu/macro.json"
      })
  void theFirstScreenOfAPublishedDocumentFits(String document) {
    aFirstScreenFitsAScreen(Path.of("../results/published", document));
  }

  /** Line by line from where they first differ. */
  static String firstDifferences(Path golden, String expected, String actual) {
    List<String> before = expected.lines().toList();
    List<String> now = actual.lines().toList();
    int line = 0;
    while (line < before.size() && line < now.size() && before.get(line).equals(now.get(line))) {
      line++;
    }
    StringBuilder said =
        new StringBuilder(
            "%s differs from line %d on. If that is intended: mvn test -pl harness -am%n"
                    .formatted(golden, line + 1)
                + "  -Dtest=GoldenReportsTest -Dsurefire.failIfNoSpecifiedTests=false -D"
                + SWITCH
                + "=true\n");
    lines(said, "- ", before, line);
    lines(said, "+ ", now, line);
    return said.toString();
  }

  private static void lines(StringBuilder said, String mark, List<String> lines, int from) {
    lines.stream()
        .skip(from)
        .limit(MOST_LINES)
        .forEach(line -> said.append(mark).append(line).append('\n'));
  }

  @Test
  void aDifferenceIsShownFromItsFirstLineOnWithTheSwitchThatAcceptsIt() {
    assertThat(firstDifferences(Path.of("text-80.txt"), "same\nold\nend\n", "same\nnew\nend\n"))
        .contains("text-80.txt differs from line 2 on")
        .contains("-D" + SWITCH + "=true")
        .endsWith("\n- old\n- end\n+ new\n+ end\n");
  }

  @Test
  void everyKindOfExperimentHasADocument() throws IOException {
    Set<String> kinds =
        documents().stream()
            .map(file -> Experiments.read(file).head().kind())
            .collect(Collectors.toSet());
    // A test adds a kind of its own.
    assertThat(kinds).contains("run", "capacity", "macro", "subjects", "faults", "replay");
    assertThat(Experiments.all())
        .allMatch(
            experiment -> kinds.contains(experiment.id()) || experiment.id().startsWith("toy"));
  }
}
