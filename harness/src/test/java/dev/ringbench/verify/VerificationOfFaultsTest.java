// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import static dev.ringbench.verify.Tampering.check;
import static dev.ringbench.verify.Tampering.failed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.check.Check;
import dev.ringbench.fault.Catalogue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class VerificationOfFaultsTest {
  @TempDir Path directory;

  private Verification.Result faults(Consumer<ObjectNode> change) throws IOException {
    return Tampering.verify(directory, Tampering.FAULTS, change);
  }

  private Verification.Result replay(Consumer<ObjectNode> change) throws IOException {
    return Tampering.verify(directory, Tampering.REPLAY, change);
  }

  /**
   * F01 in module-ftrace on a bare machine: fifteen runs, all of B6, all of which failed closed.
   */
  private static ObjectNode cell(ObjectNode document) {
    return (ObjectNode) document.get("cells").get(0);
  }

  private static ObjectNode plan(ObjectNode document) {
    return (ObjectNode) document.get("plan");
  }

  @Test
  void anUnchangedCopyFailsNothing() throws IOException {
    assertThat(failed(faults(document -> {}))).isEmpty();
    assertThat(failed(replay(document -> {}))).isEmpty();
  }

  @Test
  void aChangedCountOfAClassAgreesNeitherWithTheRunsNorWithTheShare() throws IOException {
    Verification.Result result =
        faults(document -> ((ObjectNode) cell(document).get("outcomes")).put("B6", 9));
    assertThat(failed(result)).containsExactly("outcomes", "shares");
    assertThat(check(result, "outcomes").detail()).contains("F01 in module-ftrace (guest, bare)");
  }

  @Test
  void aCellThatIsCalledAnotherClassThanMostRunsIsFound() throws IOException {
    Verification.Result result = faults(document -> cell(document).put("worst", "B7"));
    assertThat(failed(result)).containsExactly("outcomes");
  }

  @Test
  void boundsThatTheCountsDoNotGiveAreFound() throws IOException {
    Verification.Result result =
        faults(document -> ((ObjectNode) cell(document).get("share")).put("low", 0.9));
    assertThat(failed(result)).containsExactly("shares");
    assertThat(check(result, "shares").detail()).contains("15 of 15 give [0.7820, 1.0000]");
  }

  @Test
  void aCellThatIsHiddenAsOneThatCannotBeIsFound() throws IOException {
    Verification.Result result =
        faults(document -> cell(document).put("not_applicable", "it cannot be"));
    assertThat(check(result, "predictions").detail()).contains("can be by the catalogue");
  }

  @Test
  void moreThatRecoveredOrDidNotThanThereWereAreFound() throws IOException {
    Verification.Result result =
        faults(
            document -> {
              for (JsonNode each : document.get("cells")) {
                JsonNode times = each.get("times");
                if (times.hasNonNull("recover") && times.get("not_recovered").asInt() == 0) {
                  ((ObjectNode) times).put("not_recovered", 1);
                }
              }
            });
    assertThat(failed(result)).contains("times");
  }

  @Test
  void aRecoveryThatIsNoMomentOfItsReplayIsFound() throws IOException {
    Verification.Result result =
        replay(
            document -> {
              for (JsonNode exhibit : document.get("exhibits")) {
                if (exhibit.hasNonNull("well_after_ms")) {
                  ((ObjectNode) exhibit)
                      .put("well_after_ms", exhibit.get("well_after_ms").asDouble() + 0.5);
                }
              }
            });
    assertThat(failed(result)).contains("exhibits");
  }

  @Test
  void anEffectInMoreRunsThanThereWereIsFound() throws IOException {
    Verification.Result result =
        faults(document -> ((ObjectNode) cell(document).get("security")).put("closed", 16));
    assertThat(failed(result)).containsExactly("security");
  }

  @Test
  void quantilesThatDoNotRiseAreFound() throws IOException {
    Verification.Result result =
        faults(document -> ((ObjectNode) cell(document).get("times").get("stall")).put("p99", 1.0));
    assertThat(failed(result)).containsExactly("times");
  }

  @Test
  void aMendedPredictionIsFound() throws IOException {
    Verification.Result result = faults(document -> cell(document).put("predicted", "B7"));
    assertThat(failed(result)).containsExactly("predictions");
  }

  @Test
  void predictionsAreThoseOfTheCatalogueOfThen() throws IOException {
    assertThat(failed(faults(document -> plan(document).put("catalogue", 2)))).isEmpty();
    assertThat(failed(faults(document -> plan(document).put("catalogue", 1))))
        .containsExactlyInAnyOrder("predictions", "plan");
    int next = Catalogue.load().version() + 1;
    Verification.Result newer = faults(document -> plan(document).put("catalogue", next));
    assertThat(failed(newer)).isEmpty();
    assertThat(check(newer, "predictions").detail()).contains("use a newer Ringbench");
  }

  @Test
  void aDroppedCellIsMissed() throws IOException {
    Verification.Result result = faults(document -> ((ArrayNode) document.get("cells")).remove(0));
    assertThat(failed(result)).containsExactly("schema");
    assertThat(check(result, "schema").detail()).contains("there is no cell of");
  }

  @Test
  void placebosThatHadAnEffectMakeAMatrixWorthless() throws IOException {
    Verification.Result result =
        faults(document -> ((ObjectNode) document.get("self_checks").get(0)).put("as", 0));
    assertThat(failed(result)).containsExactly("shares", "self-checks");
  }

  @Test
  void aFewPlacebosThatHadAnEffectAreAWarning() throws IOException {
    Verification.Result result =
        faults(document -> ((ObjectNode) document.get("self_checks").get(0)).put("as", 8));
    assertThat(failed(result)).containsExactly("shares");
    assertThat(check(result, "self-checks").status()).isEqualTo(Check.Status.WARNING);
  }

  @Test
  void aDetectionThatIsBetterThanItsTimesIsFound() throws IOException {
    Verification.Result result =
        faults(
            document -> ((ObjectNode) document.get("detections").get(0)).put("share_within", 0.5));
    assertThat(failed(result)).containsExactly("detections");
  }

  @Test
  void anotherGuestThanPlannedIsFound() throws IOException {
    Verification.Result result =
        faults(document -> ((ObjectNode) document.get("guest")).put("kernel", "5.10.0"));
    assertThat(failed(result)).containsExactly("guest");
  }

  @Test
  void momentsOutOfOrderAreFound() throws IOException {
    Verification.Result result =
        replay(
            document ->
                ((ObjectNode) document.get("exhibits").get(0).get("moments").get(2))
                    .put("ms", 9000.0));
    assertThat(failed(result)).containsExactly("moments");
  }

  @Test
  void aRolloutThatTheModelDoesNotGiveIsFound() throws IOException {
    Verification.Result result =
        replay(document -> ((ObjectNode) document.get("rollout").get(0)).put("hit_when_seen", 1));
    assertThat(failed(result)).containsExactly("rollout");
  }
}
