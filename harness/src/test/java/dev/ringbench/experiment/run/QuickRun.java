// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.document.DocumentJson;
import dev.ringbench.document.Experiments;
import dev.ringbench.document.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A quick run as a user has it: eight sensors on open and exec with three hand-offs, and the other
 * sensors unavailable for three reasons. Made of a published run of twelve.
 */
final class QuickRun {
  private static final Path ORIGINAL =
      Path.of("../results/published/2026-11-25-kvm-amd-epyc-2cpu-standard/result.json");

  private static final Set<String> LEFT_OUT =
      Set.of("bpf-tp-btf", "perf-tracepoint", "ptrace", "fuse-passthrough");

  private final ObjectNode document;

  QuickRun() throws IOException {
    document = (ObjectNode) DocumentJson.mapper().readTree(Files.readString(ORIGINAL));
    ((ObjectNode) document.get("run")).put("profile", "quick");
    keep("blocks", block -> !LEFT_OUT.contains(block.get("sensor").asString()));
    keep("histograms", histogram -> !LEFT_OUT.contains(histogram.get("sensor").asString()));
    for (JsonNode tried : document.get("availability")) {
      if (LEFT_OUT.contains(tried.get("cell").get("sensor").asString())) {
        ((ObjectNode) tried)
            .put("available", false)
            .put("reason", "left out to be done within four minutes")
            .put("remedy", "name it by --sensors, or use --profile standard");
      } else if (!tried.get("available").asBoolean()
          && tried.get("remedy").asString().contains("program type")) {
        ((ObjectNode) tried)
            .put(
                "remedy",
                "the kernel or a security module (lockdown) refuses the program type: use another"
                    + " kernel, or a guest");
      }
    }
  }

  private void keep(String list, Predicate<JsonNode> which) {
    List<JsonNode> kept = document.get(list).valueStream().filter(which).toList();
    ((ArrayNode) document.get(list)).removeAll().addAll(kept);
  }

  /** On a machine that has more wrong with it than one load average. */
  QuickRun warnedOf(String... warnings) {
    ArrayNode all = document.putArray("warnings");
    List.of(warnings).forEach(all::add);
    return this;
  }

  /** {@code reach}: as documents store it. */
  QuickRun watchedBy(String kind, String name, String reach) {
    ObjectNode environment = (ObjectNode) document.get("environment");
    ArrayNode watchers =
        environment.hasNonNull("watchers")
            ? (ArrayNode) environment.get("watchers")
            : environment.putArray("watchers");
    watchers.addObject().put("kind", kind).put("name", name).put("reach", reach);
    return this;
  }

  /** {@code lost} of the events of each block of the sensor, silently. */
  QuickRun losing(String sensor, long lost) {
    for (JsonNode block : document.get("blocks")) {
      if (block.get("sensor").asString().equals(sensor) && block.hasNonNull("accounting")) {
        ObjectNode accounting = (ObjectNode) block.get("accounting");
        accounting.put("delivered", accounting.get("delivered").asLong() - lost);
      }
    }
    return this;
  }

  /** The first blocks of the document: of those {@code count} something took the CPU. */
  QuickRun disturbed(int count) {
    for (int i = 0; i < count; i++) {
      ((ObjectNode) document.get("blocks").get(i))
          .put("status", "NOISY")
          .put(
              "reason",
              "steal time 4.2 %: the hypervisor gave our CPUs to others; repeat on a quiet or"
                  + " dedicated machine");
    }
    return this;
  }

  Reading in(Path directory) throws IOException {
    Path file = directory.resolve("quick.json");
    Files.writeString(file, document.toString());
    return Experiments.read(file);
  }
}
