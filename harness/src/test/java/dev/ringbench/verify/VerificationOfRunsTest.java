// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import static dev.ringbench.verify.Tampering.check;
import static dev.ringbench.verify.Tampering.failed;
import static dev.ringbench.verify.Tampering.first;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.check.Check;
import dev.ringbench.figure.Histograms;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class VerificationOfRunsTest {
  @TempDir Path directory;

  private Verification.Result run(Consumer<ObjectNode> change) throws IOException {
    return Tampering.verify(directory, Tampering.RUN, change);
  }

  private Verification.Result counted(Consumer<ObjectNode> change) throws IOException {
    return Tampering.verify(directory, Tampering.COUNTED, change);
  }

  private static ObjectNode block(ObjectNode document, int index) {
    return (ObjectNode) document.get("blocks").get(index);
  }

  private static ObjectNode accounted(ObjectNode document) {
    return (ObjectNode)
        first(document.get("blocks"), block -> !block.get("accounting").isNull()).get("accounting");
  }

  @Test
  void anUnchangedCopyWithoutAReportFailsNothing() throws IOException {
    Verification.Result result = run(document -> {});
    assertThat(failed(result)).isEmpty();
    assertThat(check(result, "report").status()).isEqualTo(Check.Status.NOT_APPLICABLE);
    assertThat(check(result, "schema").detail()).contains("schema 1", "migrated to 2");
  }

  @Test
  void aPercentileThatTheHistogramDoesNotHoldIsNamedWithItsRow() throws IOException {
    Verification.Result result =
        run(
            document -> {
              ObjectNode cost = (ObjectNode) block(document, 3).get("cost");
              cost.put("p50_ns", cost.get("p50_ns").asLong() - 41);
            });
    assertThat(failed(result)).containsExactly("histograms");
    assertThat(check(result, "histograms").detail()).contains("open none-own-thread, fork 0, cost");
  }

  @Test
  void aPercentileThatAnotherBlockHasIsFoundToo() throws IOException {
    Verification.Result result =
        run(
            document -> {
              ObjectNode cost = (ObjectNode) block(document, 3).get("cost");
              cost.put("p50_ns", cost.get("p99_ns").asLong());
            });
    assertThat(failed(result)).containsExactly("histograms");
  }

  @Test
  void percentilesThatDoNotRiseFailTheFigures() throws IOException {
    Verification.Result result =
        run(
            document -> {
              ObjectNode cost = (ObjectNode) block(document, 3).get("cost");
              cost.put("p50_ns", cost.get("max_ns").asLong() + 1);
            });
    assertThat(failed(result)).contains("figures");
  }

  @Test
  void aDroppedBlockIsMissingInTheRoundAndInTheHistogram() throws IOException {
    Verification.Result result = run(document -> ((ArrayNode) document.get("blocks")).remove(7));
    assertThat(failed(result)).containsExactly("complete", "histograms");
    assertThat(check(result, "complete").detail()).contains("fork 0, round 0");
  }

  @Test
  void aChangedHistogramHoldsOtherValuesThanTheBlocks() throws IOException {
    Verification.Result result =
        run(
            document -> {
              ObjectNode stored = (ObjectNode) document.get("histograms").get(0);
              Histogram histogram = Histograms.decode(stored.get("encoded").asString());
              histogram.recordValue(histogram.getValueAtPercentile(50));
              stored.put("encoded", Histograms.encode(histogram));
            });
    assertThat(failed(result)).containsExactly("histograms");
    assertThat(check(result, "histograms").detail()).contains("values, the blocks have");
  }

  @Test
  void aHistogramThatCannotBeDecodedIsNamed() throws IOException {
    Verification.Result result =
        run(document -> ((ObjectNode) document.get("histograms").get(0)).put("encoded", "AAAA"));
    assertThat(failed(result)).containsExactly("schema");
    assertThat(check(result, "schema").detail()).contains("is no HdrHistogram");
  }

  @Test
  void moreLostThanIssuedFailsTheAccounting() throws IOException {
    Verification.Result result = run(document -> accounted(document).put("lost", 1_000_000));
    assertThat(failed(result)).containsExactly("accounting");
    assertThat(check(result, "accounting").detail()).contains("lost 1000000");
  }

  @Test
  void moreIssuedThanTheLoopsHadFailsTheAccounting() throws IOException {
    Verification.Result result =
        run(
            document -> {
              ObjectNode accounting = accounted(document);
              accounting.put("issued", accounting.get("issued").asLong() + 65);
            });
    assertThat(failed(result)).containsExactly("accounting");
  }

  @Test
  void figuresWithoutACanaryAreRefused() throws IOException {
    Verification.Result result =
        run(
            document ->
                block(document, 3)
                    .put("status", "FAILED")
                    .put("reason", "the canary was missed")
                    .put("remedy", "look"));
    assertThat(failed(result)).containsExactly("canaries");
  }

  @Test
  void aDisturbedBlockSaysByWhat() throws IOException {
    Verification.Result result = run(document -> block(document, 3).put("status", "NOISY"));
    assertThat(failed(result)).containsExactly("canaries", "disturbance");
  }

  @Test
  void anOrderThatTheSeedDoesNotGiveIsFound() throws IOException {
    Verification.Result result =
        run(
            document -> {
              ObjectNode last = block(document, document.get("blocks").size() - 1);
              ObjectNode before = block(document, document.get("blocks").size() - 2);
              int position = last.get("position").asInt();
              last.put("position", before.get("position").asInt());
              before.put("position", position);
            });
    assertThat(failed(result)).containsExactly("interleaving");
    assertThat(check(result, "interleaving").detail()).contains("seed 20240719");
  }

  @Test
  void anotherSeedGivesAnotherOrder() throws IOException {
    Verification.Result result =
        run(document -> ((ObjectNode) document.get("run")).put("seed", 20240720));
    assertThat(failed(result)).containsExactly("interleaving");
  }

  @Test
  void blocksThatWereNotOneAfterTheOtherAreFound() throws IOException {
    Verification.Result result =
        run(document -> block(document, 3).put("started_at", "2026-11-23T06:00:00Z"));
    assertThat(failed(result)).containsExactly("times");
  }

  @Test
  void aMachineWithoutItsKernelMeansNothing() throws IOException {
    Verification.Result result =
        run(
            document ->
                ((ObjectNode) document.get("environment").get("kernel")).putNull("release"));
    assertThat(failed(result)).containsExactly("environment");
    assertThat(check(result, "environment").detail()).contains("kernel.release");
  }

  @Test
  void aBuildOfChangedSourcesIsAWarning() throws IOException {
    Verification.Result result =
        run(
            document ->
                document.put("version", document.get("version").asString().replace(")", "+)")));
    assertThat(failed(result)).isEmpty();
    assertThat(check(result, "version").status()).isEqualTo(Check.Status.WARNING);
  }

  @Test
  void unavailableNeedsARemedy() throws IOException {
    Verification.Result result =
        counted(
            document ->
                first(document.get("availability"), tried -> !tried.get("available").asBoolean())
                    .putNull("remedy"));
    assertThat(failed(result)).containsExactly("availability");
  }

  @Test
  void countsThatDoNotRepeatAreAWarning() throws IOException {
    Verification.Result result =
        counted(
            document -> {
              ArrayNode medians =
                  (ArrayNode) document.get("instruction_counts").get(3).get("medians");
              medians.set(0, medians.get(0).asLong() * 11 / 10);
            });
    assertThat(failed(result)).isEmpty();
    assertThat(check(result, "repeats").status()).isEqualTo(Check.Status.WARNING);
    assertThat(check(result, "repeats").detail()).contains("they do not repeat");
  }

  @Test
  void aBlockThatTookLessThanItsMedianIsFound() throws IOException {
    Verification.Result result =
        counted(
            document ->
                ((ArrayNode) document.get("instruction_counts").get(3).get("totals")).set(0, 5L));
    assertThat(failed(result)).containsExactly("figures");
  }

  @Test
  void aPlaceboWithAnEffectIsAWarning() throws IOException {
    Verification.Result result =
        counted(
            document -> {
              ObjectNode placebo =
                  first(
                      document.get("instruction_counts"),
                      count -> count.get("sensor").asString().equals("placebo"));
              ArrayNode medians = (ArrayNode) placebo.get("medians");
              for (int i = 0; i < medians.size(); i++) {
                medians.set(i, medians.get(i).asLong() - 1000);
              }
            });
    assertThat(failed(result)).isEmpty();
    assertThat(check(result, "placebo").status()).isEqualTo(Check.Status.WARNING);
    assertThat(check(result, "placebo").detail()).contains("they do not repeat");
  }
}
