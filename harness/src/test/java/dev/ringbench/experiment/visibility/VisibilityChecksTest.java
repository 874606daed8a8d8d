// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.visibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.check.Check;
import dev.ringbench.compare.DocumentComparison;
import dev.ringbench.compare.FigureChange;
import dev.ringbench.document.DocumentJson;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Documents that somebody changed, and two that differ. */
class VisibilityChecksTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/visibility/document.json");

  @TempDir Path directory;

  private Path changed(String name, Consumer<ObjectNode> change) throws IOException {
    ObjectNode document = (ObjectNode) DocumentJson.mapper().readTree(Files.readString(GOLDEN));
    change.accept(document);
    return Files.writeString(directory.resolve(name), document.toString());
  }

  private static ObjectNode first(ObjectNode document, String list) {
    return (ObjectNode) document.get(list).get(0);
  }

  private static ObjectNode cell(ObjectNode document, String sensor, String form) {
    for (var cell : document.get("cells")) {
      if (cell.get("sensor").asString().equals(sensor)
          && cell.get("form").asString().equals(form)
          && cell.get("asked").asString().equals("names")) {
        return (ObjectNode) cell;
      }
    }
    throw new AssertionError(form + " before " + sensor);
  }

  private Check check(Consumer<ObjectNode> change, String name) throws IOException {
    VisibilityDocument document = VisibilityDocument.FORM.read(changed("forged.json", change));
    return new VisibilityReading(directory, document)
        .checks().stream().filter(check -> check.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void theGoldenDocumentHolds() throws IOException {
    VisibilityDocument document = VisibilityDocument.FORM.read(changed("good.json", it -> {}));
    assertThat(new VisibilityReading(directory, document).checks())
        .noneMatch(check -> check.status() == Check.Status.FAILED);
  }

  @Test
  void aResultWithoutACanaryIsFound() throws IOException {
    assertThat(check(document -> first(document, "watches").put("end_seen", 0), "canaries"))
        .satisfies(
            found -> {
              assertThat(found.status()).isEqualTo(Check.Status.FAILED);
              assertThat(found.detail()).contains("0 of");
            });
  }

  @Test
  void moreTriesThanPlannedAndAnswersToOtherQuestionsAreFound() throws IOException {
    assertThat(
            check(
                    document ->
                        ((ObjectNode) cell(document, "bpf-tracepoint", "V01").get("counts"))
                            .put("right", 60),
                    "cells")
                .status())
        .isEqualTo(Check.Status.FAILED);
    assertThat(
            check(
                    document ->
                        ((ObjectNode) cell(document, "bpf-tracepoint", "V01").get("counts"))
                            .put("right", 0)
                            .put("refused", 1),
                    "cells")
                .detail())
        .contains("another question");
  }

  @Test
  void whatContradictsItselfIsNotRead() throws IOException {
    Path unknown = changed("form.json", document -> first(document, "cells").put("form", "V99"));
    assertThatThrownBy(() -> VisibilityDocument.FORM.read(unknown))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("V99");
    Path script = changed("id.json", document -> first(document, "forms").put("id", "<script>"));
    assertThatThrownBy(() -> VisibilityDocument.FORM.read(script))
        .isInstanceOf(RingbenchException.class);
  }

  @Test
  void aFormThatASensorNoLongerSeesIsWorse() throws IOException {
    Path blind =
        changed(
            "blind.json",
            document ->
                ((ObjectNode) cell(document, "bpf-tracepoint", "V01").get("counts"))
                    .put("right", 0)
                    .put("unseen", 1));
    Path good = changed("good.json", document -> {});
    VisibilityReading before = new VisibilityReading(good, VisibilityDocument.FORM.read(good));
    VisibilityReading after = new VisibilityReading(blind, VisibilityDocument.FORM.read(blind));
    assertThat(DocumentComparison.of(before, after).figures())
        .filteredOn(change -> change.verdict() == FigureChange.Verdict.WORSE)
        .singleElement()
        .satisfies(
            change -> assertThat(change.key().row()).isEqualTo("open V01 bpf-tracepoint names"));
  }
}
