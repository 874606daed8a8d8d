// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.compare.CompareReport;
import dev.ringbench.compare.DocumentComparison;
import dev.ringbench.document.Experiments;
import dev.ringbench.export.Csv;
import dev.ringbench.fault.Outcome;
import dev.ringbench.figure.RunShare;
import dev.ringbench.render.MarkdownReport;
import dev.ringbench.render.TextReport;
import dev.ringbench.section.Chart;
import dev.ringbench.section.Section;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** No class stands alone for runs that disagree. */
class ClassShareTest {
  private static final Path PUBLISHED =
      Path.of("../results/published/2026-11-26-faults/faults.json");
  private static final Pattern CLASS = Pattern.compile("B[0-9]!?( \\d+/\\d+~?)?");

  private final FaultsReading reading = (FaultsReading) Experiments.read(PUBLISHED);
  private final FaultDocument document = reading.document();

  private static ClassShare share(int times, int of) {
    return new ClassShare(Outcome.B8, new RunShare(times, of));
  }

  @Test
  void aShareIsPrintedWhereRunsDisagreeAndAMarkWhereMostOrNearlySoDo() {
    assertThat(share(15, 15)).hasToString("B8");
    assertThat(share(12, 15)).hasToString("B8 12/15");
    assertThat(share(9, 15)).as("60 % are enough").hasToString("B8 9/15");
    assertThat(share(8, 15)).hasToString("B8 8/15~");
    assertThat(share(5, 15).text("!")).isEqualTo("B8! 5/15~");
  }

  /** Of each cell of the matrices, whatever prints them. */
  @Test
  void everyCellOfThePublishedMatrixHasItsShare() {
    String markdown = MarkdownReport.of("Faults", reading.sections());
    int disagreeing = 0;
    for (FaultDocument.Cell cell : document.cells()) {
      if (cell.share() != null && cell.share().hits() < cell.share().of()) {
        disagreeing++;
        ClassShare expected = ClassShare.of(cell);
        assertThat(expected.toString()).contains("/" + cell.activated());
        String mark = cell.disagrees() ? "!" : "";
        assertThat(markdown).contains("| " + expected.text(mark).replace("~", "\\~") + " |");
      }
    }
    assertThat(disagreeing).isEqualTo(86);
  }

  @Test
  void chartsHaveTheSame() {
    for (Chart chart : reading.charts("faults")) {
      if (chart.id().contains("matrix")) {
        long shares =
            chart.rows().stream().filter(row -> row.get(3).matches(".* \\d+/\\d+~?")).count();
        long disagreeing =
            document.cells().stream()
                .filter(cell -> chart.id().endsWith(cell.machineProfile()))
                .filter(cell -> cell.outcomes().size() > 1)
                .count();
        assertThat(shares).isEqualTo(disagreeing).isPositive();
      }
    }
  }

  /** Of a cell whose runs disagree, no sentence has the class alone. */
  @Test
  void sentencesHaveTheSame() {
    List<String> sentences =
        reading.sections().stream()
            .filter(section -> section.title().startsWith("Where user mode did worse"))
            .map(Section::sentences)
            .flatMap(List::stream)
            .toList();
    assertThat(sentences).isNotEmpty();
    for (String sentence : sentences) {
      for (FaultDocument.Cell cell : document.cells()) {
        if (sentence.startsWith(cell.fault() + " ")
            && sentence.contains(", machine " + cell.machineProfile())
            && cell.outcomes().size() > 1) {
          Matcher found =
              Pattern.compile(Pattern.quote(cell.sensor()) + " (" + CLASS + ")").matcher(sentence);
          if (found.find()) {
            assertThat(found.group(1)).as(sentence).contains("/");
          }
        }
      }
    }
  }

  @Test
  void comparisonsAndExportsHaveTheSame() {
    String compared =
        TextReport.of(
            new CompareReport(DocumentComparison.of(reading, reading), true).sections(), 160);
    assertThat(compared).contains("B8 5/15~");
    assertThat(Csv.render(reading))
        .contains(
            "faults-F04-guest-bare,,module-ftrace,,,none,outcome_class,class,8",
            "faults-F04-guest-bare,,module-ftrace,,,none,outcome_share,share,0.3");
  }
}
