// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects;

import static dev.ringbench.experiment.subjects.SampleSubjects.GUARD;
import static dev.ringbench.experiment.subjects.SampleSubjects.MINE;
import static dev.ringbench.experiment.subjects.SampleSubjects.OURS;
import static dev.ringbench.experiment.subjects.SampleSubjects.WRAPPER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.check.Check;
import dev.ringbench.document.Experiments;
import dev.ringbench.document.Reading;
import dev.ringbench.figure.Figure;
import dev.ringbench.figure.Metric;
import dev.ringbench.files.AtomicFile;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Pairing;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.render.MarkdownReport;
import dev.ringbench.render.TextReport;
import dev.ringbench.stats.Mark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read of documents of subjects. */
class SubjectsReadingTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/subjects/document.json");
  private static final String SWITCH = "ringbench.write.golden";

  @TempDir Path directory;

  private static SampleSubjects sample() {
    return new SampleSubjects(5, 8);
  }

  private static SubjectsReading reading(SubjectsDocument document) {
    return new SubjectsReading(Path.of("subjects.json"), document);
  }

  private static String text(SubjectsDocument document) {
    return TextReport.of(reading(document).sections(), 200);
  }

  private static Optional<Figure> figure(SubjectsDocument document, String row, Metric metric) {
    return reading(document).figures().stream()
        .filter(figure -> figure.row().sensor().equals(row) && figure.metric() == metric)
        .findFirst();
  }

  private Reading written(SubjectsDocument document) throws IOException {
    Path file = directory.resolve("subjects.json");
    AtomicFile.replace(file, SubjectsDocument.FORM.content(document));
    return Experiments.read(file);
  }

  @Test
  void theGoldenDocumentIsTheSampleWithEverything() throws IOException {
    SubjectsDocument document = SampleSubjects.everything(4).document(null);
    if (Boolean.getBoolean(SWITCH)) {
      Files.createDirectories(GOLDEN.getParent());
      AtomicFile.replace(GOLDEN, SubjectsDocument.FORM.content(document));
    }
    assertThat(SubjectsDocument.FORM.toJson(SubjectsDocument.FORM.read(GOLDEN)))
        .isEqualTo(SubjectsDocument.FORM.toJson(document));
  }

  @Test
  void aDocumentIsWrittenAndReadAsItIs() throws IOException {
    SubjectsDocument document = SampleSubjects.everything(3).document(null);
    Reading reading = written(document);
    assertThat(((SubjectsReading) reading).document()).isEqualTo(document);
    assertThat(reading.head().kind()).isEqualTo("subjects");
    assertThat(MarkdownReport.of(reading)).contains(MINE, WRAPPER, "guardd is not installed");
  }

  @Test
  void everyRowOfADocumentIsSomewhere() {
    String text = text(SampleSubjects.everything(8).document(null));
    assertThat(text)
        .contains("What is added to each open", "What is added to each exec")
        .contains("(" + OURS + ")", "The placebo, pairs without anything on both sides")
        .contains("18,000 of 20,000", "400 of 400", "not reported", "1,500")
        .contains("1 block failed, wrapper open: it died")
        .contains("guardd is not installed; apt-get install guardd")
        .contains("its process ended with exit status 137")
        .contains("this machine has no control group that could do it")
        .contains("B3 stalled, lost !")
        .contains("guard leaves behind: a rule")
        .contains("wrapper: It stops at every call.")
        .contains("What is added to calls that no subject is asked to watch");
  }

  @Test
  void figuresHaveTheirMarksAndUnits() {
    SubjectsDocument document = SampleSubjects.everything(8).document(null);
    Figure mean = figure(document, MINE, Metric.ADDED_MEAN).orElseThrow();
    assertThat(mean.value()).isBetween(850.0, 950.0);
    assertThat(mean.low()).isLessThan(mean.value());
    assertThat(figure(document, MINE, Metric.SENSOR_CPU).orElseThrow().value())
        .as("seconds by a million events")
        .isBetween(1.5, 1.53);
    assertThat(figure(document, MINE, Metric.LOST_SHARE).orElseThrow().value()).isEqualTo(0.1);
    assertThat(figure(document, MINE, Metric.DELIVERY_P50).orElseThrow().value())
        .isEqualTo(600_000);
    assertThat(figure(document, OURS, Metric.ADDED_MEAN)).isPresent();
    assertThat(figure(document, GUARD, Metric.ADDED_MEAN)).isEmpty();
  }

  @Test
  void undecidedIsNeverCalledNone() {
    SubjectsDocument document =
        sample().noisy(900).adding(MINE, 0).adding(WRAPPER, 0).measured().document(null);
    Figure mean = figure(document, MINE, Metric.ADDED_MEAN).orElseThrow();
    assertThat(mean.mark()).isEqualTo(Mark.UNDECIDED);
    assertThat(mean.reason()).startsWith("undecided: ");
    assertThat(text(document)).contains(" ~");
    assertThat(reading(document).answers())
        .extracting(answer -> answer.sentence())
        .allSatisfy(
            sentence ->
                assertThat(sentence)
                    .contains("significant")
                    .doesNotContain("no cost", "nothing is added", "adds none"));
  }

  @Test
  void equivalentSaysItsMargin() {
    SubjectsDocument document = sample().adding(MINE, 0).measured().document(null);
    assertThat(figure(document, MINE, Metric.ADDED_MEAN).orElseThrow().reason())
        .isEqualTo("equivalent: within 5 % of no subject");
  }

  @Test
  void onlyWhatHooksTheSameIsCompared() {
    String same = text(sample().noisy(5).measured().document(null));
    assertThat(same).containsPattern("inotify: 1\\.[45]\\d x \\[1\\.");
    for (Pairing pairing : List.of(Pairing.WEAKER, Pairing.NOT_COMPARABLE)) {
      assertThat(text(sample().noisy(5).paired(pairing).measured().document(null)))
          .contains("inotify (" + pairing.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ")")
          .doesNotContainPattern("inotify: \\d");
    }
    assertThat(text(sample().adding(OURS, 0).measured().document(null)))
        .doesNotContainPattern("inotify: \\d");
  }

  @Test
  void theAnswerNamesTheCheapestAndTheDearest() {
    assertThat(reading(SampleSubjects.everything(8).document(null)).answers())
        .extracting(answer -> answer.sentence())
        .satisfiesExactly(
            cost ->
                assertThat(cost)
                    .startsWith("To each open real sensors add from ")
                    .contains("(mine) to ", "(wrapper) on average."),
            lost ->
                assertThat(lost)
                    .contains("In 1 of 2 trials", "up to 10.0 %", "(mine, open)")
                    .contains("in at least 1 of them it did not report all of its loss"));
  }

  @Test
  void noLossIsSaidOfSoManyTrials() {
    SampleSubjects sample = sample().measured();
    sample.accounts.add(SampleSubjects.account(MINE, Operation.OPEN, 400, 20_000, 0L, null));
    assertThat(reading(sample.document(null)).answers())
        .extracting(answer -> answer.sentence())
        .anyMatch(
            sentence ->
                sentence.contains("No real sensor lost an event")
                    && sentence.endsWith("in 1 trials."));
  }

  @Test
  void aDocumentIsReadableWhereverItsRunStops() throws IOException {
    SampleSubjects sample = SampleSubjects.everything(2);
    for (int kept = 0; kept <= sample.blocks.size(); kept++) {
      SubjectsDocument document =
          sample.document("stopped by a signal", sample.blocks.subList(0, kept));
      Reading reading = written(document);
      assertThat(reading.head().partialReason()).isEqualTo("stopped by a signal");
      assertThat(reading.checks())
          .as("%d blocks", kept)
          .noneMatch(check -> check.status() == Check.Status.FAILED)
          .anyMatch(check -> check.status() == Check.Status.WARNING);
      for (int width : new int[] {80, 120}) {
        assertThat(TextReport.of(reading.sections(), width).lines())
            .allMatch(line -> line.length() <= width);
        assertThat(TextReport.of(reading.firstScreen(), width)).isNotEmpty();
      }
      assertThat(reading.charts("c")).allMatch(chart -> chart != null);
    }
  }

  @Test
  void aDocumentOfNothingIsReadable() throws IOException {
    SubjectsDocument document = new SampleSubjects(1, 1).document("stopped by a signal");
    Reading reading = written(document);
    assertThat(reading.figures()).isEmpty();
    assertThat(reading.answers()).isEmpty();
    assertThat(MarkdownReport.of(reading)).contains("stopped by a signal");
    assertThat(TextReport.of(reading.firstScreen(), 100)).contains("stopped by a signal");
  }

  @Test
  void theSameCommandIsSaid() {
    assertThat(reading(SampleSubjects.everything(3).document(null)).rerun())
        .isEqualTo(
            "./ringbench run --subject mine,wrapper,guard --operations open,exec --profile quick"
                + " --rounds 3 --faults kill,stop,memory,freeze --fault-runs 2 --programs find-read"
                + " --seed 1796000000");
  }

  @Test
  void whatContradictsItselfIsRefused() throws IOException {
    SampleSubjects twice = sample().measured();
    twice.blocks.add(twice.blocks.get(0));
    assertRefused(twice, "comes twice");
    SampleSubjects again = sample().measured().programs();
    again.runs.add(again.runs.get(0));
    assertRefused(again, "comes twice");
    assertRefused(sample().paired(null).measured(), "like and pairing belong together");
    SampleSubjects stranger = sample().measured();
    stranger.trials.add(new SubjectTrial("stranger", Operation.OPEN, null, null, null));
    assertRefused(stranger, "stranger has rows, and is not described");
  }

  private void assertRefused(SampleSubjects sample, String expected) throws IOException {
    Path file = directory.resolve("subjects.json");
    Files.writeString(file, SubjectsDocument.FORM.toJson(sample.document(null)));
    assertThatThrownBy(() -> Experiments.read(file))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining(expected);
  }
}
