// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.document.Experiments;
import dev.ringbench.section.Column;
import dev.ringbench.section.Section;
import dev.ringbench.section.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No table of any kind is wider than its terminal, and no cell is cut. */
class TextReportTest {
  private static final Path PUBLISHED = Path.of("../results/published");
  private static final Path DATA = Path.of("../results/data");

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 120})
  void everyPublishedReportFits(int width) throws Exception {
    List<Path> files;
    try (Stream<Path> published = Files.walk(PUBLISHED);
        Stream<Path> data = Files.walk(DATA)) {
      files =
          Stream.concat(published, data).filter(file -> file.toString().endsWith(".json")).toList();
    }
    for (Path file : files) {
      assertThat(TextReport.of(Experiments.read(file).sections(), width).lines())
          .as(file.toString())
          .isNotEmpty()
          .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
    }
  }

  private static String table(int width, List<Column> columns, List<String> row) {
    return TextReport.of(List.of(Section.of("Title", Table.of(columns, List.of(row)))), width);
  }

  @Test
  void whatIsTooWideLosesWhatItCanDoWithoutAndSaysSo() {
    List<Column> columns =
        List.of(
            Column.text("sensor"),
            Column.number("held").droppedAs(1),
            Column.number("full speed").droppedAs(2));
    List<String> row = List.of("a-sensor-with-a-name", "12,345 [12,000, 13,000]", "23,456");
    assertThat(table(80, columns, row)).contains("full speed").doesNotContain("Left out");
    assertThat(table(60, columns, row)).contains("full speed");
    assertThat(table(50, columns, row))
        .contains("12,345 [12,000, 13,000]", "Left out at this width: full speed.");
    assertThat(table(30, columns, row).replaceAll("\\s+", " "))
        .contains("Left out at this width: held, full speed.");
  }

  @Test
  void whatIsNeededGoesOnInFurtherLines() {
    String text =
        table(
            30,
            List.of(Column.text("sensor"), Column.text("reason")),
            List.of("module-ftrace-auth", "the kernel refuses the program type"));
    assertThat(text.lines()).allMatch(line -> line.length() <= 30);
    assertThat(text.replaceAll("\\s+", "")).contains("refuses");
    assertThat(text.split("\\s+")).contains("the", "kernel", "refuses", "program", "type");
  }

  @Test
  void furtherLinesKeepSpacesAndLeaveNumbersWhole() {
    String text =
        table(
            26,
            List.of(Column.text("what"), Column.text("value")),
            List.of("a bare C loop, twice", "-1.0 % [-2.3, -0.1] of 1,234,567"));
    assertThat(text.lines()).allMatch(line -> line.length() <= 26);
    assertThat(text).contains("a bare C").contains("[-2.3,").contains("-0.1]");
    assertThat(text).contains("1,234,567").doesNotContain("-\n").doesNotContain("bareC");
  }

  @Test
  void furtherLinesAreIndentedAsTheirGroup() {
    Table table =
        new Table(
            List.of(Column.text("sensor"), Column.text("value")),
            List.of(
                new Table.Group("USER_SYNC", List.of(List.of("fanotify-permission", "12.4 us")))));
    assertThat(TextReport.of(List.of(Section.of("Title", table)), 24))
        .contains("\n   fanotify-   ", "\n   permission\n");
  }

  @Test
  void briefTitlesAreExplained() {
    assertThat(
            table(
                30,
                List.of(
                    Column.text("fault"),
                    Column.text("module-ftrace-auth").orBriefly("A"),
                    Column.text("fanotify-permission").orBriefly("B")),
                List.of("F01", "B6", "B2")))
        .contains("A module-ftrace-auth, B")
        .doesNotContain("Left out");
  }

  @Test
  void equalReasonsAreSaidOnce() {
    Section section =
        Section.ofReasons(
            "Not available here",
            List.of(
                new Section.Reason("open a", "no kernel; another"),
                new Section.Reason("open b", "no kernel; another")));
    assertThat(TextReport.of(List.of(section), 80)).contains("open a, open b: no kernel; another");
    assertThat(MarkdownReport.sections("##", List.of(section)))
        .contains("- open a: no kernel", "- open b: no kernel");
  }
}
