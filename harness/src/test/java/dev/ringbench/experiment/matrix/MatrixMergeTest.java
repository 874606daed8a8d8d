// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.document.DocumentJson;
import dev.ringbench.document.ShardMerge;
import dev.ringbench.files.ContentText;
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

/** Shards of a matrix of kernels, cut out of a document of real counts. */
class MatrixMergeTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/matrix/document.json");

  @TempDir Path directory;

  private static ObjectNode whole() throws IOException {
    return (ObjectNode) DocumentJson.mapper().readTree(Files.readString(GOLDEN));
  }

  private MatrixReading shard(String name, int number, int of, Consumer<ObjectNode> change)
      throws IOException {
    ObjectNode document = whole();
    ArrayNode all = (ArrayNode) document.get("kernels");
    ObjectNode shard = document.putObject("shard");
    shard.put("number", number);
    shard.put("of", of);
    ArrayNode names = shard.putArray("kernels");
    all.forEach(kernel -> names.add(kernel.get("name").asString()));
    List<JsonNode> kernels = all.valueStream().toList();
    all.removeAll();
    for (int i = number - 1; i < kernels.size(); i += of) {
      all.add(kernels.get(i));
    }
    document.put("status", "partial");
    document.put("status_reason", "these are the kernels of shard " + number + "/" + of);
    document.put("finished_at", "2026-11-30T12:00:00Z");
    change.accept(document);
    Path file = Files.writeString(directory.resolve(name), document.toString());
    return new MatrixReading(file, MatrixDocument.FORM.read(file));
  }

  private MatrixReading shard(int number, int of) throws IOException {
    return shard("shard-" + number + "-of-" + of + ".json", number, of, document -> {});
  }

  private static ShardMerge.Merged merge(
      boolean partial, List<Path> preferred, MatrixReading... shards) throws IOException {
    String build = whole().get("version").asString();
    ShardMerge merge = new MatrixMerge(new ShardMerge.Choices(build, partial, preferred));
    for (MatrixReading shard : shards) {
      merge.add(shard);
    }
    return merge.merged();
  }

  private MatrixDocument read(ShardMerge.Merged merged) throws IOException {
    Path file =
        Files.writeString(directory.resolve("merged.json"), ContentText.of(merged.document()));
    return MatrixDocument.FORM.read(file);
  }

  @Test
  void theMergedMatrixHasEveryKernelInItsPlace() throws IOException {
    MatrixDocument expected = MatrixDocument.FORM.read(GOLDEN);
    assertThat(expected.kernels()).hasSizeGreaterThan(2);
    MatrixDocument merged = read(merge(false, List.of(), shard(3, 3), shard(1, 3), shard(2, 3)));
    assertThat(merged.kernels()).isEqualTo(expected.kernels());
    assertThat(merged.sensors()).isEqualTo(expected.sensors());
    assertThat(merged.environment()).isEqualTo(expected.environment());
    assertThat(merged.status()).isEqualTo("complete");
    assertThat(merged.shard()).isNull();
  }

  @Test
  void missingKernelsAreNamed() throws IOException {
    MatrixReading first = shard(1, 3);
    assertThatThrownBy(() -> merge(false, List.of(), first))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("of 3 shards these are missing or lack kernels: 2, 3");
    MatrixDocument partial = read(merge(true, List.of(), first));
    assertThat(partial.status()).isEqualTo("partial");
    assertThat(partial.statusReason()).contains("2, 3");
  }

  @Test
  void shardsOfTwoPlansAndTwoCopiesThatDifferAreRefused() throws IOException {
    MatrixReading first = shard(1, 2);
    MatrixReading second = shard(2, 2);
    MatrixReading boots = shard("boots.json", 2, 2, document -> document.put("boots", 20));
    assertThatThrownBy(() -> merge(false, List.of(), first, boots))
        .hasMessageContaining("Shards of two plans: boots of")
        .hasMessageContaining("boots.json is 20");
    MatrixReading build =
        shard("build.json", 2, 2, document -> document.put("version", "9.9.9 (0123456789)"));
    assertThatThrownBy(() -> merge(false, List.of(), first, build))
        .hasMessageContaining("is of build 9.9.9");
    MatrixReading same = shard("same.json", 1, 2, document -> {});
    assertThat(merge(false, List.of(), first, same, second).notes()).hasSize(1);
    MatrixReading other =
        shard(
            "other.json",
            1,
            2,
            document -> ((ObjectNode) document.get("kernels").get(0)).put("seconds", 1.5));
    assertThatThrownBy(() -> merge(false, List.of(), first, other, second))
        .hasMessageContaining("--prefer FILE");
    Path preferred = directory.resolve("other.json");
    assertThat(read(merge(false, List.of(preferred), first, other, second)).kernels().get(0))
        .isEqualTo(other.document().kernels().get(0));
  }

  @Test
  void aKernelOfAnotherShardIsRefused() {
    assertThatThrownBy(
            () ->
                shard(
                    "wrong.json",
                    1,
                    2,
                    document -> ((ObjectNode) document.get("shard")).put("number", 2)))
        .hasMessageContaining("is not in shard 2/2");
  }
}
