// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.check.Check;
import dev.ringbench.compare.DocumentComparison;
import dev.ringbench.compare.FigureChange;
import dev.ringbench.document.Answer;
import dev.ringbench.document.DocumentJson;
import dev.ringbench.figure.Metric;
import dev.ringbench.figure.Row;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A document of real counts, and what somebody made of it. */
class MatrixCostsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/matrix/document.json");
  private static final String FIRST = "bpf-lsm";
  private static final String SECOND = "module-ftrace";

  /** The newest kernel of it with counts; the one behind it has none. */
  private static final int LAST = 2;

  @TempDir Path directory;

  private Path changed(String name, Consumer<ObjectNode> change) throws IOException {
    ObjectNode document = (ObjectNode) DocumentJson.mapper().readTree(Files.readString(GOLDEN));
    change.accept(document);
    return Files.writeString(directory.resolve(name), document.toString());
  }

  private MatrixReading reading(Consumer<ObjectNode> change) throws IOException {
    Path file = changed("changed.json", change);
    return new MatrixReading(file, MatrixDocument.FORM.read(file));
  }

  private static ObjectNode kernel(ObjectNode document, int number) {
    return (ObjectNode) document.get("kernels").get(number);
  }

  /** Replaces each median of the counts that {@code of} takes. */
  private static void medians(
      ObjectNode kernel, Predicate<JsonNode> of, BiFunction<JsonNode, Long, Long> change) {
    for (JsonNode count : kernel.get("counts")) {
      if (of.test(count)) {
        ArrayNode medians = (ArrayNode) count.get("medians");
        for (int i = 0; i < medians.size(); i++) {
          medians.set(i, change.apply(count, medians.get(i).asLong()));
        }
        ((ArrayNode) count.get("totals")).removeAll();
      }
    }
  }

  private static Predicate<JsonNode> busyPoll(String sensor) {
    return count ->
        count.get("sensor").asString().equals(sensor)
            && count.get("handoff").asString().equals("busy-poll");
  }

  private static String first(MatrixReading reading) {
    return reading.answers().get(0).sentence();
  }

  @Test
  void theFirstSentenceNamesKernelsBetweenWhichTheOrderChanges() throws IOException {
    MatrixReading same = reading(document -> {});
    assertThat(first(same)).contains("is the same in all");
    MatrixReading swapped =
        reading(
            document ->
                medians(kernel(document, LAST), busyPoll(FIRST), (count, median) -> median - 900));
    String last = swapped.document().kernels().get(LAST).name();
    assertThat(first(swapped))
        .contains("depends on the kernel", FIRST, SECOND, last)
        .contains(swapped.document().kernels().get(0).name());
    assertThat(swapped.answers().get(0).question()).isEqualTo(Answer.Question.KERNELS);
  }

  /** The same figures in a kernel of another architecture are beside nothing. */
  @Test
  void kernelsAreComparedWithinOneArchitecture() throws IOException {
    MatrixReading other =
        reading(
            document -> {
              ObjectNode last = kernel(document, LAST);
              last.put("architecture", "aarch64");
              last.put("flavour", "arm64");
              medians(last, busyPoll(FIRST), (count, median) -> median - 900);
            });
    assertThat(first(other))
        .contains("is the same in all", "each beside those of its architecture");
    String name = other.document().kernels().get(LAST).name();
    assertThat(
            other.sections().stream()
                .filter(section -> section.title().startsWith("What changed"))
                .flatMap(section -> section.table().groups().stream())
                .flatMap(group -> group.rows().stream())
                .map(Object::toString))
        .isNotEmpty()
        .noneMatch(row -> row.contains(name));
    assertThat(
            other.sections().stream()
                .filter(section -> section.title().startsWith("What each sensor adds"))
                .flatMap(section -> section.sentences().stream()))
        .anyMatch(sentence -> sentence.contains(" or " + name));
  }

  /** Beyond what boots differ by, and never less. */
  @Test
  void noiseChangesNoOrder() throws IOException {
    MatrixReading noisy =
        reading(
            document -> {
              ObjectNode last = kernel(document, LAST);
              medians(
                  last,
                  busyPoll(FIRST),
                  (count, median) -> median - 900 + count.get("boot").asLong() * 2000);
            });
    assertThat(first(noisy)).contains("is the same in all");
  }

  @Test
  void aSensorThatIsRefusedLaterIsNamedWithTheReasonOfTheKernel() throws IOException {
    MatrixReading refused =
        reading(
            document -> {
              for (JsonNode count : kernel(document, LAST).get("counts")) {
                if (count.get("sensor").asString().equals(FIRST)) {
                  ((ArrayNode) count.get("medians")).removeAll();
                  ((ArrayNode) count.get("totals")).removeAll();
                  ((ObjectNode) count).put("reason", "the verifier says: R1 invalid mem access");
                  ((ObjectNode) count).put("remedy", "none");
                }
              }
            });
    List<String> sentences =
        refused.sections().stream()
            .filter(section -> section.title().startsWith("What appeared"))
            .flatMap(section -> section.sentences().stream())
            .toList();
    assertThat(sentences).anyMatch(text -> text.startsWith(FIRST) && text.contains("R1 invalid"));
    assertThat(refused.answers())
        .extracting(Answer::sentence)
        .anyMatch(sentence -> sentence.contains("refused: " + FIRST + " in "));
  }

  @Test
  void whatARowAddsChangesOnlyWhereItsKernelDoes() throws IOException {
    Path base = changed("base.json", document -> {});
    Path more =
        changed(
            "more.json",
            document ->
                medians(kernel(document, 0), busyPoll(FIRST), (count, median) -> median + 400));
    assertThat(
            DocumentComparison.of(
                    new MatrixReading(base, MatrixDocument.FORM.read(base)),
                    new MatrixReading(more, MatrixDocument.FORM.read(more)))
                .figures())
        .filteredOn(change -> change.verdict() == FigureChange.Verdict.WORSE)
        .singleElement()
        .satisfies(
            change ->
                assertThat(change.key().row())
                    .isEqualTo(
                        "open "
                            + FIRST
                            + " (busy-poll), "
                            + MatrixDocument.FORM.read(base).kernels().get(0).name()));
  }

  @Test
  void aDocumentThatContradictsItselfIsRefused() throws IOException {
    assertRefused(document -> kernel(document, 1).put("name", name(document, 0)), "comes twice");
    assertRefused(
        document -> ((ArrayNode) kernel(document, 0).get("counts")).add(count(document)),
        "counted twice in one boot");
    assertRefused(document -> document.put("boots", 1), "there are 1");
    assertRefused(
        document -> ((ArrayNode) document.get("operations")).removeAll(), "names no operation");
  }

  private static String name(ObjectNode document, int number) {
    return kernel(document, number).get("name").asString();
  }

  private static JsonNode count(ObjectNode document) {
    return kernel(document, 0).get("counts").get(0);
  }

  private void assertRefused(Consumer<ObjectNode> change, String message) throws IOException {
    Path file = changed("refused.json", change);
    assertThatThrownBy(() -> MatrixDocument.FORM.read(file))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining(message);
  }

  @Test
  void whatWasChangedFailsACheck() throws IOException {
    assertThat(reading(document -> {}).checks())
        .extracting(Check::status)
        .doesNotContain(Check.Status.FAILED);
    assertFails("complete", document -> kernel(document, 0).put("status", "failed"));
    assertFails("boots", document -> ((ArrayNode) kernel(document, 0).get("counts")).remove(0));
    assertFails("architecture", document -> kernel(document, 0).put("architecture", "aarch64"));
    assertFails("figures", document -> ((ObjectNode) count(document)).put("reason", "not counted"));
  }

  private void assertFails(String check, Consumer<ObjectNode> change) throws IOException {
    assertThat(reading(change).checks())
        .as(check)
        .anyMatch(one -> one.name().equals(check) && one.status() == Check.Status.FAILED);
  }

  @Test
  void theOperationItselfIsARowOfEachKernel() throws IOException {
    MatrixReading reading = reading(document -> {});
    assertThat(reading.rows())
        .filteredOn(row -> row.metric() == Metric.INSTRUCTIONS_P50)
        .hasSize(LAST + 1)
        .allMatch(row -> row.sensor().equals("none") && row.value() > 0)
        .extracting(Row::experiment)
        .doesNotHaveDuplicates();
  }
}
