// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.tamper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.check.Check;
import dev.ringbench.document.Answer;
import dev.ringbench.figure.Figure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read of a document on attacks. */
class TamperDocumentTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/tamper/document.json");

  @TempDir Path directory;

  private TamperReading changed(String from, String to) throws Exception {
    String text = Files.readString(GOLDEN);
    assertThat(text).contains(from);
    Path file =
        Files.writeString(directory.resolve("d.json"), text.replaceFirst(Pattern.quote(from), to));
    return new TamperReading(file, TamperDocument.FORM.read(file));
  }

  private static TamperReading golden() {
    return new TamperReading(GOLDEN, TamperDocument.FORM.read(GOLDEN));
  }

  private static Figure figure(TamperReading reading, String name) {
    return reading.figures().stream()
        .filter(figure -> figure.row().text().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aFigureIsTheWorstTrialAndItsEndsAreBestAndWorst() {
    TamperReading reading = golden();
    assertThat(figure(reading, "T21 inotify").value()).isEqualTo(3.0);
    assertThat(figure(reading, "T21 inotify").low()).isEqualTo(0.0);
    assertThat(figure(reading, "T09 inotify").value()).as("blind and silent").isEqualTo(7.0);
    assertThat(figure(reading, "T11 fanotify-permission").value()).as("open, told").isEqualTo(4.0);
    assertThat(figure(reading, "T00 inotify").value()).isEqualTo(0.0);
  }

  @Test
  void theFirstSentencesSayWhoTellsWhatAUserCanDoAndWhatComesBack() {
    List<Answer> answers = golden().answers();
    assertThat(answers).hasSize(3);
    assertThat(answers.get(0).sentence()).contains("inotify 2 of 3", "fanotify-permission 1 of 3");
    assertThat(answers.get(1).sentence())
        .contains("inotify T21 (told)")
        .contains("fanotify-permission T15")
        .doesNotContain("T11");
    assertThat(answers.get(2).sentence()).contains("4 of 6", "some did not after T11");
  }

  @Test
  void anEffectThatNobodyPredictedIsADisagreement() {
    TamperReading reading = golden();
    assertThat(reading.document().trials()).filteredOn(TamperTrial::disagrees).hasSize(1);
    assertThat(reading.checks())
        .filteredOn(check -> check.name().equals("predictions"))
        .extracting(Check::detail)
        .first()
        .asString()
        .contains("T21 on fanotify-permission");
  }

  @Test
  void aResultBehindAMissingCanaryIsAViolation() throws Exception {
    TamperReading reading = changed("\"reported\": 10", "\"reported\": 9");
    assertThat(reading.checks())
        .filteredOn(check -> check.name().equals("canaries"))
        .extracting(Check::status)
        .containsExactly(Check.Status.FAILED);
  }

  @Test
  void contradictionsAreRefused() {
    assertThatThrownBy(() -> changed("\"id\": \"T09\"", "\"id\": \"T10\""))
        .hasMessageContaining("attack T09 has trials, and is not described");
    assertThatThrownBy(() -> changed("\"run\": 1", "\"run\": 0"))
        .hasMessageContaining("T21 on inotify, run 0, comes twice");
    assertThatThrownBy(
            () ->
                changed("\"reason\": null,\n   \"effects\"", "\"reason\": \"x\",\n   \"effects\""))
        .hasMessageContaining("either an effect or a reason");
  }
}
