// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.check.Check;
import dev.ringbench.document.DocumentJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Published documents, with one thing in them changed. */
final class Tampering {
  static final Path PUBLISHED = Path.of("../results/published");
  static final Path RUN = PUBLISHED.resolve("2026-11-23-kvm-amd-epyc-2cpu-quick/result.json");
  static final Path COUNTED = PUBLISHED.resolve("2026-11-26-guest-6.1-rules/result.json");
  static final Path CAPACITY = PUBLISHED.resolve("2026-11-25-kvm-amd-epyc-2cpu-load/capacity.json");
  static final Path THREADS = PUBLISHED.resolve("2026-11-25-kvm-amd-epyc-2cpu-load/threads.json");
  static final Path FLEET = PUBLISHED.resolve("2026-11-25-kvm-amd-epyc-2cpu-load/fleet.json");
  static final Path MACRO = PUBLISHED.resolve("2026-11-25-kvm-amd-epyc-2cpu-load/macro.json");
  static final Path FAULTS = PUBLISHED.resolve("2026-11-26-faults/faults.json");
  static final Path REPLAY = PUBLISHED.resolve("2026-11-26-replay/replay.json");

  static final Verification VERIFICATION = new Verification();

  private Tampering() {}

  /** Writes a changed copy, alone in a directory, and verifies it. */
  static Verification.Result verify(Path directory, Path original, Consumer<ObjectNode> change)
      throws IOException {
    ObjectNode tree = (ObjectNode) DocumentJson.mapper().readTree(Files.readString(original));
    change.accept(tree);
    Path copy = directory.resolve(original.getFileName());
    Files.writeString(copy, DocumentJson.mapper().writeValueAsString(tree));
    return VERIFICATION.of(copy);
  }

  /** The names of the checks that failed. */
  static List<String> failed(Verification.Result result) {
    assertThat(result.readable()).isTrue();
    return failed(result.checks());
  }

  static List<String> failed(List<Check> checks) {
    return checks.stream()
        .filter(check -> check.status() == Check.Status.FAILED)
        .map(Check::name)
        .toList();
  }

  static Check check(Verification.Result result, String name) {
    return result.checks().stream()
        .filter(check -> check.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The first of a list that is so. */
  static ObjectNode first(JsonNode list, Predicate<JsonNode> so) {
    return (ObjectNode)
        StreamSupport.stream(list.spliterator(), false).filter(so).findFirst().orElseThrow();
  }
}
