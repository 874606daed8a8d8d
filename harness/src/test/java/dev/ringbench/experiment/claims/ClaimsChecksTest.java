// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.check.Check;
import dev.ringbench.document.DocumentJson;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What has to hold of a document on claims. */
class ClaimsChecksTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/claims/document.json");

  @TempDir Path directory;

  private ClaimsReading changed(Consumer<ObjectNode> change) throws IOException {
    ObjectNode document = (ObjectNode) DocumentJson.mapper().readTree(Files.readString(GOLDEN));
    change.accept(document);
    Path file = directory.resolve("changed.json");
    Files.write(file, DocumentJson.mapper().writeValueAsBytes(document));
    return new ClaimsReading(file, ClaimsDocument.FORM.read(file));
  }

  private static ObjectNode claim(ObjectNode document, String verdict) {
    for (JsonNode claim : document.get("claims")) {
      if (claim.get("verdict").asString().equals(verdict)) {
        return (ObjectNode) claim;
      }
    }
    throw new AssertionError("no claim is " + verdict);
  }

  private static ObjectNode last(JsonNode figures) {
    return (ObjectNode) figures.get(figures.size() - 1);
  }

  private static List<String> failed(ClaimsReading reading) {
    return reading.checks().stream()
        .filter(check -> check.status() == Check.Status.FAILED)
        .map(Check::name)
        .toList();
  }

  @Test
  void anUnchangedDocumentHolds() throws IOException {
    assertThat(failed(changed(document -> {}))).isEmpty();
  }

  @Test
  void aVerdictThatDoesNotFollowFails() throws IOException {
    assertThat(failed(changed(d -> claim(d, "REFUTED").put("verdict", "CONFIRMED"))))
        .containsExactly("verdicts");
  }

  @Test
  void aFigureThatWasChangedFails() throws IOException {
    assertThat(
            failed(
                changed(
                    d ->
                        last(claim(d, "CONFIRMED").get("figures"))
                            .put("value", 1e6)
                            .put("low", 1e6)
                            .put("high", 1e6))))
        .contains("verdicts");
  }

  @Test
  void aSentenceOfOthersFails() throws IOException {
    assertThat(failed(changed(d -> claim(d, "CONFIRMED").put("sentence", "It is so."))))
        .containsExactly("verdicts");
  }

  @Test
  void aConditionOnAFigureThatIsNotThereIsRefused() {
    assertThatThrownBy(
            () ->
                changed(
                    d ->
                        ((ObjectNode)
                                claim(d, "CONFIRMED").get("arms").get(0).get("confirm").get(0))
                            .putArray("figures")
                            .add("nothing")))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("has a condition on a figure that it has not");
  }

  @Test
  void aClaimThatComesTwiceIsRefused() {
    assertThatThrownBy(
            () -> changed(d -> ((ArrayNode) d.get("claims")).add(d.get("claims").get(0))))
        .hasMessageContaining("comes twice");
  }
}
