// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.document.DocumentJson;
import dev.ringbench.document.Experiments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The first screen, of published documents. */
class AnswerTest {
  private static final Path PUBLISHED = Path.of("../results/published");
  private static final Path LOAD = PUBLISHED.resolve("2026-11-25-kvm-amd-epyc-2cpu-load");
  private static final Path CAPACITY = LOAD.resolve("capacity.json");
  private static final Path THREADS = LOAD.resolve("threads.json");
  private static final Path MACRO = LOAD.resolve("macro.json");
  private static final Path FAULTS = PUBLISHED.resolve("2026-11-26-faults/faults.json");
  private static final Path REPLAY = PUBLISHED.resolve("2026-11-26-replay/replay.json");

  @TempDir private Path directory;

  private static AnswerSentences answer(Path... files) {
    return new AnswerSentences(Stream.of(files).map(Experiments::read).toList());
  }

  private Path changed(ObjectNode document) throws IOException {
    return Files.writeString(directory.resolve("changed.json"), document.toString());
  }

  private static ObjectNode tree(Path file) {
    return (ObjectNode) DocumentJson.mapper().readTree(file);
  }

  @Test
  void theCapacityWithTheLongerLoadsAnswersBeforeTheOneWithMoreRows() {
    List<String> alone = answer(CAPACITY).sentences();
    assertThat(alone)
        .singleElement()
        .asString()
        .contains(
            "1 of 10 rows that report events loses some, fanotify-notify (other-cpu) at open");
    assertThat(answer(THREADS, CAPACITY).sentences()).isEqualTo(alone);
    assertThat(answer(CAPACITY, THREADS).sentences()).isEqualTo(alone);
  }

  @Test
  void rowsThatReportNothingAreNotAmongThoseHeldBack() {
    assertThat(answer(THREADS).sentences())
        .singleElement()
        .asString()
        .contains("none of 5 rows that report events lost one, as all are held back");
  }

  @Test
  void wholeProgramsAloneSayWhatSensorsCost() {
    AnswerSentences answer = answer(MACRO);
    assertThat(answer.sentences())
        .singleElement()
        .asString()
        .startsWith("Whole programs take longer by +")
        .contains(" to +127.1 % [+109.5, +132.5] (ptrace at unpack) with a sensor; of 45 pairs ")
        .containsPattern(
            "4 are equivalent to no sensor \\(within 5 %\\) and 18 are undecided, where slow-downs of up to \\d+ % would not have been significant")
        .doesNotContainPattern("\\[-[0-9.]+, \\+");
    assertThat(answer.missing()).noneMatch(sentence -> sentence.contains("sensors cost"));
  }

  @Test
  void wholeProgramsWithoutARunWithASensorAreSaidToAnswerNothing() throws IOException {
    ObjectNode document = tree(MACRO);
    document.putArray("samples");
    AnswerSentences answer = answer(changed(document));
    assertThat(answer.sentences()).singleElement().asString().startsWith("No figure of these");
    assertThat(answer.missing()).anyMatch(sentence -> sentence.contains("sensors cost"));
  }

  @Test
  void aReplayAloneSaysWhoCameBackAndWhoDidNot() {
    AnswerSentences answer = answer(REPLAY);
    assertThat(answer.sentences())
        .singleElement()
        .asString()
        .contains("never went down: bpf-lsm-auth; ")
        .containsPattern(
            "came back by themselves: module-ftrace-auth with last-known-good \\(after \\d+\\.\\d s\\)")
        .contains("did not come back: module-ftrace-auth (the machine is down), ")
        .contains("seccomp-notify (fails closed)");
    assertThat(answer.missing()).noneMatch(sentence -> sentence.contains("defect takes down"));
    assertThat(answer(REPLAY, FAULTS).sentences())
        .anyMatch(sentence -> sentence.startsWith("The defect of 19 July 2024"))
        .noneMatch(sentence -> sentence.contains("replayed"));
  }

  @Test
  void aReplayOfWhichNothingCouldBeShownNamesNobody() throws IOException {
    ObjectNode document = tree(REPLAY);
    for (JsonNode exhibit : document.get("exhibits")) {
      ((ObjectNode) exhibit).put("unavailable", "no guest");
    }
    assertThat(answer(changed(document)).sentences())
        .singleElement()
        .asString()
        .startsWith("No figure of these");
  }

  @Test
  void ofAllKindsTogetherEachHasASentence() {
    Path run = PUBLISHED.resolve("2026-11-23-kvm-amd-epyc-2cpu-quick/result.json");
    assertThat(answer(run, MACRO, CAPACITY, FAULTS, REPLAY).sentences())
        .hasSize(5)
        .satisfiesExactly(
            sentence -> assertThat(sentence).startsWith("open: "),
            sentence -> assertThat(sentence).startsWith("Whole programs take "),
            sentence -> assertThat(sentence).startsWith("Under full load "),
            sentence -> assertThat(sentence).startsWith("The defect of 19 July 2024"),
            sentence -> assertThat(sentence).startsWith("User mode is not always"));
  }

  @Test
  void aClassOfCellsThatDifferHasTheLeastOfThem() throws IOException {
    assertThat(answer(FAULTS).sentences().get(0)).contains("interposition: 15 of 15 runs each");
    ObjectNode document = tree(FAULTS);
    for (JsonNode cell : document.get("cells")) {
      if (cell.get("fault").asString().equals("F01")
          && cell.get("sensor").asString().equals("interposition")) {
        ((ObjectNode) cell.get("share")).put("hits", 14).put("low", 0.55);
      }
    }
    assertThat(answer(changed(document)).sentences().get(0))
        .contains("interposition: at least 14 of 15 runs each, so at least 55 %")
        .contains("module-ftrace-auth: 15 of 15 runs each");
  }
}
