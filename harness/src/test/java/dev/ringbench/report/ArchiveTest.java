// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of many documents is shown, and which are of one series. */
class ArchiveTest {
  private static final int MOST_BYTES = 3 << 20;
  private static final Path PUBLISHED = Path.of("../results/published");
  private static final Path COUNTED =
      PUBLISHED.resolve("2026-11-26-guest-6.1-deterministic/result.json");

  @TempDir private Path directory;

  /** Newer than anything that is published. */
  private Path copy(String json, int day) throws IOException {
    return Files.writeString(
        directory.resolve("day-%02d.json".formatted(day)),
        json.replaceFirst(
            "\"started_at\":\"[^\"]*\"",
            "\"started_at\":\"2026-12-%02dT00:00:00Z\"".formatted(day)));
  }

  @Test
  void machinesOfOneModelWithOtherCpusAreOtherSeries() throws IOException {
    String json = Files.readString(COUNTED);
    List<Path> files =
        List.of(
            copy(json, 1),
            copy(json, 2),
            copy(json.replaceFirst("\"online_count\":\\d+", "\"online_count\":64"), 3),
            copy(json.replaceFirst("\"architecture\":\"\\w+\"", "\"architecture\":\"other\""), 4));
    assertThat(Archive.of(files).series())
        .hasSize(3)
        .anySatisfy((name, entries) -> assertThat(entries).hasSize(2))
        .anySatisfy((name, entries) -> assertThat(name).contains("64 CPUs, x86_64"))
        .anySatisfy((name, entries) -> assertThat(name).contains(", other, "));
  }

  @Test
  void aPageOfLargeDocumentsStaysSmallEnoughToPassOn() throws IOException {
    String json =
        Files.readString(PUBLISHED.resolve("2026-11-25-kvm-amd-epyc-2cpu-standard/result.json"));
    List<Path> files = new ArrayList<>();
    for (int day = 1; day <= Archive.MOST_WHOLE; day++) {
      files.add(copy(json, day));
    }
    String page = new ReportPage(Archive.of(files), "test").render();
    assertThat(page.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(MOST_BYTES);
    Matcher told =
        Pattern.compile(
                "Shown whole below: (\\d+) of 12 documents, the newest, as many as a page of 3 MB"
                    + " holds\\. Shown only as series over time: (\\d+)\\.")
            .matcher(page);
    assertThat(told.find()).isTrue();
    int whole = Integer.parseInt(told.group(1));
    assertThat(whole).isBetween(2, Archive.MOST_WHOLE - 1);
    assertThat(Integer.parseInt(told.group(2))).isEqualTo(Archive.MOST_WHOLE - whole);
    assertThat(page)
        .contains("<details class=\"document\" id=\"d12\"")
        .doesNotContain("<details class=\"document\" id=\"d1\"")
        .contains("Over time: run (added_p50)");
  }

  @Test
  void anOldDocumentThatIsTheOnlyOneOfItsKindOutlastsNewerOnesThatAreNot() throws IOException {
    String json = Files.readString(COUNTED);
    Archive archive =
        Archive.of(
            List.of(
                PUBLISHED.resolve("2026-11-26-faults/faults.json"),
                copy(json, 1),
                copy(json, 2),
                copy(json, 3)));
    assertThat(archive.byWorth(archive.whole()))
        .extracting(Archive.Shown::id)
        .containsExactly("d4", "d1", "d3", "d2");
  }

  @Test
  void theOnlyDocumentOfItsKindOutlastsTheOnlyOneOfItsMachine() throws IOException {
    String json = Files.readString(COUNTED);
    Archive archive =
        Archive.of(
            List.of(
                copy(json, 1),
                PUBLISHED.resolve("2026-11-26-faults/faults.json"),
                copy(
                    json.replaceFirst("\"architecture\":\"\\w+\"", "\"architecture\":\"other\""),
                    2)));
    assertThat(archive.byWorth(archive.whole()))
        .extracting(Archive.Shown::id)
        .containsExactly("d3", "d2", "d1");
  }

  @Test
  void ofTheNewestOfEachKindThoseThatComeFirstInReportsAreKeptFirst() {
    Path run = PUBLISHED.resolve("2026-11-25-kvm-amd-epyc-2cpu-standard/result.json");
    Path newer = PUBLISHED.resolve("2026-12-01-guest-kernels/matrix.json");
    Archive archive = Archive.of(List.of(newer, run));
    assertThat(archive.byWorth(archive.whole()))
        .extracting(shown -> shown.document().head().file())
        .containsExactly(run, newer);
  }
}
