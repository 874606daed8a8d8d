// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.document.DocumentJson;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run of the profile thorough of six operations, made of a published one of two: as many blocks
 * and histograms as it would have, of any number of forks. 20 forks have 42 MB.
 */
public final class LargeRun {
  private static final Path ORIGINAL =
      Path.of("../results/published/2026-11-25-kvm-amd-epyc-2cpu-standard/result.json");

  private static final int FORKS = 5;
  private static final int ROUNDS = 5;
  private static final int ROUNDS_OF_THOROUGH = 10;

  private LargeRun() {}

  /** Writes one; {@code forks} of whatever number. */
  public static void write(int forks, Path file) throws IOException {
    ObjectNode document = (ObjectNode) DocumentJson.mapper().readTree(Files.readString(ORIGINAL));
    ObjectNode run = (ObjectNode) document.get("run");
    run.put("profile", "thorough").put("forks", forks).put("rounds", ROUNDS_OF_THOROUGH);
    List<String> others = List.of("connect", "write", "rename", "unlink");
    others.forEach(operation -> ((ArrayNode) run.get("operations")).add(operation));
    ArrayNode tried = (ArrayNode) document.get("availability");
    for (JsonNode each : List.copyOf(tried.valueStream().toList())) {
      if (each.get("cell").get("operation").asString().equals("open")) {
        for (String operation : others) {
          ObjectNode copy = (ObjectNode) each.deepCopy();
          ((ObjectNode) copy.get("cell")).put("operation", operation);
          tried.add(copy);
        }
      }
    }
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write('{');
      for (String name : document.propertyNames()) {
        out.write((name.equals("schema_version") ? "" : ",") + "\"" + name + "\":");
        switch (name) {
          case "blocks", "floors", "histograms" -> list(out, document.get(name), forks, others);
          default -> out.write(document.get(name).toString());
        }
      }
      out.write('}');
    }
  }

  private static void list(BufferedWriter out, JsonNode list, int forks, List<String> others)
      throws IOException {
    String separator = "[";
    for (int fork = 0; fork < forks; fork++) {
      for (int half = 0; half < ROUNDS_OF_THOROUGH / ROUNDS; half++) {
        for (JsonNode element : list) {
          boolean ofRound = element.has("round");
          if (element.get("fork").asInt() != fork % FORKS
              || (ofRound ? element.get("round").asInt() >= ROUNDS : half > 0)) {
            continue;
          }
          ObjectNode copy = ((ObjectNode) element).put("fork", fork);
          int round = ofRound ? element.get("round").asInt() : 0;
          if (ofRound) {
            copy.put("round", round + half * ROUNDS);
          }
          out.write(separator + copy);
          separator = ",";
          if (element.path("operation").asString("").equals("open")) {
            for (String operation : others) {
              out.write("," + copy.put("operation", operation));
            }
            copy.put("operation", "open");
          }
          copy.put("fork", fork % FORKS);
          if (ofRound) {
            copy.put("round", round);
          }
        }
      }
    }
    out.write(separator.equals("[") ? "[]" : "]");
  }
}
