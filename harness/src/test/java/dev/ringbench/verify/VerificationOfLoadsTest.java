// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import static dev.ringbench.verify.Tampering.check;
import static dev.ringbench.verify.Tampering.failed;
import static dev.ringbench.verify.Tampering.first;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class VerificationOfLoadsTest {
  @TempDir Path directory;

  private Verification.Result capacity(Consumer<ObjectNode> change) throws IOException {
    return Tampering.verify(directory, Tampering.CAPACITY, change);
  }

  private Verification.Result macro(Consumer<ObjectNode> change) throws IOException {
    return Tampering.verify(directory, Tampering.MACRO, change);
  }

  private static ObjectNode measured(ObjectNode document) {
    return first(document.get("rows"), row -> !row.get("points").isEmpty());
  }

  private static ObjectNode accounted(ObjectNode document) {
    return first(
        first(
                document.get("rows"),
                row ->
                    !row.get("points").isEmpty()
                        && row.get("points").get(0).has("losses")
                        && !row.get("points").get(0).get("losses").isNull())
            .get("points"),
        point -> true);
  }

  @Test
  void aFigureThatIsNotItsHistogramsIsNamedWithItsLoad() throws IOException {
    Verification.Result result =
        capacity(
            document -> {
              ObjectNode service =
                  (ObjectNode) measured(document).get("points").get(0).get("service");
              service.put("p50_ns", service.get("p50_ns").asLong() - 1);
            });
    assertThat(failed(result)).containsExactly("histograms");
    assertThat(check(result, "histograms").detail()).contains("service", "/s");
  }

  @Test
  void aLossThatTheRatesDoNotShowFailsTheAccounting() throws IOException {
    Verification.Result result =
        capacity(document -> ((ObjectNode) accounted(document).get("losses")).put("silent", 5));
    assertThat(failed(result)).containsExactly("accounting");
  }

  @Test
  void aCapacityThatNoSearchFoundIsRefused() throws IOException {
    Verification.Result result =
        capacity(
            document -> {
              ObjectNode row = measured(document);
              row.put("capacity_per_second", row.get("capacity_per_second").asDouble() * 1.5);
            });
    assertThat(failed(result)).containsExactly("capacity");
  }

  @Test
  void capacityUnavailableNeedsAReason() throws IOException {
    Verification.Result result =
        capacity(
            document ->
                first(
                        document.get("rows"),
                        row -> row.get("status").asString().equals("UNAVAILABLE"))
                    .putNull("reason"));
    assertThat(failed(result)).containsExactly("availability");
  }

  @Test
  void aDroppedLoadOfAFleetIsMissed() throws IOException {
    Verification.Result result =
        Tampering.verify(
            directory,
            Tampering.FLEET,
            document ->
                ((ArrayNode) document.get("fleet").get("rows").get(0).get("points")).remove(20));
    assertThat(failed(result)).containsExactly("complete");
  }

  @Test
  void aDroppedRunOfAProgramIsMissed() throws IOException {
    Verification.Result result = macro(document -> ((ArrayNode) document.get("samples")).remove(1));
    assertThat(failed(result)).containsExactly("complete", "samples");
  }

  @Test
  void aProgramThatTookNoTimeIsFound() throws IOException {
    Verification.Result result =
        macro(document -> ((ObjectNode) document.get("samples").get(1)).put("elapsed_ms", -1.0));
    assertThat(failed(result)).containsExactly("schema");
  }

  @Test
  void aRunWithoutAPairIsFound() throws IOException {
    Verification.Result result =
        macro(
            document -> {
              // The first of a round and a workload is one without a sensor.
              ObjectNode without = (ObjectNode) document.get("samples").get(0);
              ObjectNode sensed = (ObjectNode) document.get("samples").get(1);
              without.put("round", 1);
              assertThat(sensed.get("sensor").asString()).isNotEqualTo("none");
            });
    assertThat(failed(result)).containsExactly("pairs");
  }
}
