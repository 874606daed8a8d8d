// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.cli.RingbenchCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One bad document never keeps the next from the store. */
class TrendAddTest {
  private static final Path COUNTED =
      Path.of("../results/published/2026-11-26-guest-6.1-deterministic/result.json");
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  @TempDir Path directory;

  private final ObjectMapper json = new ObjectMapper();

  private Path file(String name, String text) throws Exception {
    return Files.writeString(directory.resolve(name), text);
  }

  /** A document with another part at a place; null: without it. */
  private Path changed(String name, String pointer, String field, JsonNode value) throws Exception {
    JsonNode document = json.readTree(Files.readString(COUNTED));
    ObjectNode parent = (ObjectNode) document.at(pointer);
    if (value == null) {
      parent.remove(field);
    } else {
      parent.set(field, value);
    }
    return file(name, document.toString().replace("-half-", "\\ud800"));
  }

  private List<Path> badOnes() throws Exception {
    String cpu = "/environment/cpu";
    List<Path> bad =
        new ArrayList<>(
            List.of(
                file("empty.json", ""),
                file("null.json", "null"),
                file("list.json", "[]"),
                file("deep.json", "[".repeat(100_000)),
                file("cut.json", Files.readString(COUNTED).substring(0, 9000)),
                file("binary.json", "\0\0\0"),
                directory.resolve("missing.json"),
                Path.of("/dev/zero"),
                Files.createDirectory(directory.resolve("directory.json")),
                changed("run-null.json", "", "run", NODES.nullNode()),
                changed("counts-null.json", "", "instruction_counts", NODES.nullNode()),
                changed("environment-list.json", "", "environment", NODES.arrayNode()),
                changed("time.json", "/run", "started_at", NODES.stringNode("now")),
                changed(
                    "late.json", "/run", "started_at", NODES.stringNode("+10000-01-01T00:00:00Z")),
                changed("nul.json", cpu, "model", NODES.stringNode("a\0b")),
                changed("half.json", cpu, "model", NODES.stringNode("a-half-b"))));
    for (String part : List.of("cpu", "kernel", "machine")) {
      bad.add(changed(part + "-null.json", "/environment", part, NODES.nullNode()));
      bad.add(changed(part + "-absent.json", "/environment", part, null));
    }
    return bad;
  }

  @Test
  void everyBadDocumentIsNamedAndEveryGoodOneIsStored() throws Exception {
    List<Path> bad = badOnes();
    List<String> arguments =
        new ArrayList<>(List.of("trend", "add", "--store", directory.resolve("store").toString()));
    bad.forEach(file -> arguments.add(file.toString()));
    int good = 3;
    for (int i = 0; i < good; i++) {
      String text = Files.readString(COUNTED) + " ".repeat(i);
      arguments.add(4 + i * bad.size() / 2, file("good-" + i + ".json", text).toString());
    }
    StringWriter error = new StringWriter();
    int code =
        RingbenchCommand.commandLine()
            .setErr(new PrintWriter(error, true))
            .execute(arguments.toArray(String[]::new));
    assertThat(code).as(error.toString()).isEqualTo(2);
    for (Path file : bad) {
      assertThat(error.toString()).contains(file.toString());
    }
    assertThat(error.toString()).doesNotContain("good-", "unexpected", "\tat ");
    try (RunStore store = RunStore.existing(directory.resolve("store").toString())) {
      assertThat(store.size()).isEqualTo(good);
    }
  }
}
