// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.check.Check;
import dev.ringbench.document.DocumentJson;
import dev.ringbench.document.Experiments;
import dev.ringbench.document.Reading;
import dev.ringbench.render.MarkdownReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** No number in a document says how much work there is, or how much memory is asked for. */
class BoundedWorkTest {
  private static final int KEPT = 3;
  private static final List<Long> EXTREMES =
      List.of((long) Integer.MAX_VALUE, Long.MAX_VALUE, (long) Integer.MIN_VALUE);

  /** Generous on a busy machine: what goes through 2^31 of anything takes longer. */
  private static final Duration ENOUGH = Duration.ofSeconds(10);

  @TempDir Path directory;

  @Test
  @Timeout(300)
  void anyNumberMayBeExtreme() throws Exception {
    for (Path original :
        List.of(
            Tampering.RUN,
            Tampering.COUNTED,
            Tampering.CAPACITY,
            Tampering.FLEET,
            Tampering.MACRO,
            Tampering.FAULTS,
            Tampering.REPLAY)) {
      JsonNode tree = DocumentJson.mapper().readTree(Files.readString(original));
      shorten(tree);
      Map<String, Number> numbers = new LinkedHashMap<>();
      numbers(tree, "", numbers);
      assertThat(numbers).as(original.toString()).isNotEmpty();
      for (String path : numbers.keySet()) {
        for (long extreme : EXTREMES) {
          boundedWith(original, tree.deepCopy(), path, extreme);
        }
      }
    }
  }

  private void boundedWith(Path original, JsonNode tree, String path, long extreme)
      throws Exception {
    set(tree, path, extreme);
    Path file = directory.resolve(original.getFileName());
    Files.writeString(file, DocumentJson.mapper().writeValueAsString(tree));
    long begun = System.nanoTime();
    Verification.Result result = Tampering.VERIFICATION.of(file);
    if (result.readable() && result.checks().size() > 1) {
      Reading document = Experiments.read(file);
      try {
        MarkdownReport.of(document);
        document.figures();
      } catch (RuntimeException e) {
        // Figures that contradict each other: verify says so.
      }
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    assertThat(took).as("%s, %s = %d", original, path, extreme).isLessThan(ENOUGH);
  }

  /** Lists keep their first few entries: it is the numbers that are tried, not the size. */
  private static void shorten(JsonNode tree) {
    if (tree instanceof ArrayNode list) {
      while (list.size() > KEPT) {
        list.remove(list.size() - 1);
      }
    }
    tree.forEach(BoundedWorkTest::shorten);
  }

  /** One of each place, whatever its index. */
  private static void numbers(JsonNode tree, String path, Map<String, Number> found) {
    if (tree instanceof ObjectNode object) {
      object.properties().forEach(e -> numbers(e.getValue(), path + "/" + e.getKey(), found));
    } else if (tree instanceof ArrayNode list && !list.isEmpty()) {
      numbers(list.get(list.size() - 1), path + "/" + (list.size() - 1), found);
    } else if (tree.isNumber()) {
      found.put(path, tree.numberValue());
    }
  }

  private static void set(JsonNode tree, String path, long value) {
    int end = path.lastIndexOf('/');
    JsonNode parent = tree.at(path.substring(0, end));
    String last = path.substring(end + 1);
    if (parent instanceof ObjectNode object) {
      object.put(last, value);
    } else {
      ((ArrayNode) parent).set(Integer.parseInt(last), value);
    }
  }

  @Test
  void manyRoundsOfOneBlockAreNoReasonToTryEachPlan() throws Exception {
    List<Check> checks = new ArrayList<>();
    long begun = System.nanoTime();
    Verification.Result result =
        Tampering.verify(
            directory,
            Tampering.RUN,
            document -> {
              ArrayNode blocks = (ArrayNode) document.get("blocks");
              for (int i = 0; i < blocks.size(); i++) {
                ((ObjectNode) blocks.get(i)).put("fork", i).put("round", 0);
              }
              ((ObjectNode) document.get("run")).put("forks", 10_000);
            });
    checks.addAll(result.checks());
    assertThat(Tampering.failed(checks)).contains("complete", "interleaving");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
  }
}
