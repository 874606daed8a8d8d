// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.check.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Documents that somebody changed to say something else: each of them fails, and says where. */
class ForgeriesTest {
  private static final Path GUEST =
      Tampering.PUBLISHED.resolve("2026-11-25-guest-6.1-standard/result.json");
  private static final Path COUNTED =
      Tampering.PUBLISHED.resolve("2026-11-26-guest-6.1-deterministic/result.json");

  @TempDir Path directory;

  /**
   * A change of a published document.
   *
   * @param check that fails, maybe beside others
   * @param detail what it names
   */
  private record Forgery(
      String name, Path original, Consumer<ObjectNode> change, String check, String detail) {
    @Override
    public String toString() {
      return original.getParent().getFileName() + "/" + original.getFileName() + ": " + name;
    }
  }

  static List<Forgery> forgeries() {
    List<Forgery> all = new ArrayList<>();
    ofRuns(all);
    ofCounts(all);
    ofLoads(all);
    ofPrograms(all);
    ofFaults(all);
    ofReplays(all);
    for (Path original :
        List.of(
            Tampering.RUN,
            COUNTED,
            Tampering.CAPACITY,
            Tampering.FLEET,
            Tampering.MACRO,
            Tampering.FAULTS,
            Tampering.REPLAY)) {
      ofEveryKind(all, original);
    }
    return all;
  }

  private static void ofEveryKind(List<Forgery> all, Path original) {
    all.add(
        new Forgery(
            "a commit that is in no history",
            original,
            document -> document.put("version", "0.1.0-SNAPSHOT (0123456789)"),
            "version",
            "0123456789"));
    all.add(
        new Forgery(
            "a commit that is in no history, of a changed tree",
            original,
            document -> document.put("version", "0.1.0-SNAPSHOT (0123456789+)"),
            "version",
            "0123456789"));
    all.add(
        new Forgery(
            "another version of that commit",
            original,
            document ->
                document.put("version", document.get("version").asString().replace("0.1", "1.1")),
            "version",
            "1.1.0"));
    all.add(
        new Forgery(
            "measured before its commit was made",
            original,
            document ->
                (document.has("run") ? (ObjectNode) document.get("run") : document)
                    .put("started_at", "2026-11-01T10:00:00Z"),
            "version",
            "2026-11-01T10:00:00Z"));
    all.add(
        new Forgery(
            "another kernel",
            original,
            document ->
                ((ObjectNode) document.get("environment").get("kernel")).put("release", "6.6.1"),
            "machine",
            "kernel.release"));
    all.add(
        new Forgery(
            "another Java",
            original,
            document ->
                ((ObjectNode) document.get("environment").get("jvm")).put("version", "25.0.1"),
            "machine",
            "jvm.version"));
    all.add(
        new Forgery(
            "a clock that the machine does not have",
            original,
            document ->
                ((ObjectNode) document.get("environment").get("machine"))
                    .put("clock_source", "sundial"),
            "machine",
            "clock_source"));
    if (List.of(Tampering.FAULTS, Tampering.REPLAY).contains(original)) {
      return;
    }
    descriptors(all, original, "baseline", sensor -> sensor.put("baseline", "placebo"));
    descriptors(all, original, "placement", sensor -> sensor.put("placement", "KERNEL_NATIVE"));
    descriptors(all, original, "mode", sensor -> sensor.put("mode", "AUTH"));
    descriptors(all, original, "consumer", sensor -> sensor.put("consumer", false));
    descriptors(all, original, "pairs", sensor -> sensor.putArray("pairs"));
    descriptors(all, original, "mechanism", sensor -> sensor.put("mechanism", "a better one"));
    descriptors(all, original, "failure", sensor -> sensor.put("failure", "closed"));
  }

  private static void descriptors(
      List<Forgery> all, Path original, String field, Consumer<ObjectNode> change) {
    all.add(
        new Forgery(
            "another " + field + " of bpf-tracepoint",
            original,
            document ->
                change.accept(
                    Tampering.first(
                        document.get("sensors"),
                        sensor -> sensor.get("id").asString().equals("bpf-tracepoint"))),
            "descriptors",
            "bpf-tracepoint: " + field));
  }

  private static void ofRuns(List<Forgery> all) {
    all.add(
        new Forgery(
            "fork 0 copied into all forks",
            Tampering.RUN,
            document -> copyFork(document, block -> true, true),
            "copies",
            "has all figures of"));
    all.add(
        new Forgery(
            "histograms of fork 0 copied into all forks",
            Tampering.RUN,
            document -> copyFork(document, block -> true, true),
            "histograms",
            "is a copy of the histogram of"));
    all.add(
        new Forgery(
            "fork 0 of one row copied into all forks",
            GUEST,
            document ->
                copyFork(
                    document,
                    block -> block.get("sensor").asString().equals("module-ftrace"),
                    true),
            "copies",
            "module-ftrace"));
    all.add(
        new Forgery(
            "delays of fork 0 copied into all forks",
            Tampering.RUN,
            document -> copyFork(document, block -> true, false),
            "copies",
            "delivery"));
    all.add(
        new Forgery(
            "the last fork dropped",
            Tampering.RUN,
            document -> dropForks(document, 5, false),
            "complete",
            "fork 5"));
    all.add(
        new Forgery(
            "the last fork dropped, and not planned",
            Tampering.RUN,
            document -> dropForks(document, 5, true),
            "pace",
            "finished_at"));
    all.add(
        new Forgery(
            "all forks but the first dropped, and not planned",
            GUEST,
            document -> dropForks(document, 1, true),
            "pace",
            "finished_at"));
    all.add(
        new Forgery(
            "a round dropped",
            Tampering.RUN,
            document -> removeAll(document.get("blocks"), block -> block.get("round").asInt() == 2),
            "complete",
            "round 2"));
    all.add(
        new Forgery(
            "a sensor's blocks dropped, and its row",
            Tampering.RUN,
            document -> {
              for (String list : List.of("blocks", "histograms")) {
                removeAll(document.get(list), isOf("seccomp-notify"));
              }
              removeAll(
                  document.get("availability"),
                  row -> isOf("seccomp-notify").test(row.get("cell")));
              removeAll(
                  document.get("sensors"),
                  sensor -> sensor.get("id").asString().equals("seccomp-notify"));
            },
            "interleaving",
            "seed 20240719"));
    all.add(
        new Forgery(
            "a row that did not work dropped",
            Tampering.PUBLISHED.resolve("2026-11-25-kvm-amd-epyc-2cpu-standard/result.json"),
            document ->
                removeAll(document.get("availability"), row -> !row.get("available").asBoolean()),
            "rows",
            "is not in availability"));
    all.add(
        new Forgery(
            "the floors of a fork dropped",
            Tampering.RUN,
            document -> removeAll(document.get("floors"), floor -> floor.get("fork").asInt() == 2),
            "rows",
            "fork 2 has 0 floors"));
    for (String profile : List.of("standard", "thorough")) {
      all.add(
          new Forgery(
              "quick called " + profile,
              Tampering.RUN,
              document -> ((ObjectNode) document.get("run")).put("profile", profile),
              "profile",
              "the sizes of quick"));
    }
    all.add(
        new Forgery(
            "other sizes of blocks",
            Tampering.RUN,
            document -> {
              ((ObjectNode) document.get("run").get("block_settings").get(0))
                  .put("open_count", 250 * 2);
              ((ObjectNode) document.get("run").get("block_settings").get(1)).put("open_count", 50);
            },
            "accounting",
            "issued"));
    all.add(
        new Forgery(
            "NOISY taken away",
            Tampering.RUN,
            document ->
                Tampering.first(document.get("blocks"), ForgeriesTest::isNoisy)
                    .put("status", "OK")
                    .putNull("reason"),
            "disturbance",
            "steal_fraction"));
    all.add(
        new Forgery(
            "the steal taken away, and NOISY left",
            Tampering.RUN,
            document ->
                Tampering.first(document.get("blocks"), ForgeriesTest::isNoisy)
                    .put("steal_fraction", 0),
            "disturbance",
            "NOISY"));
    all.add(
        new Forgery(
            "NOISY for no cause",
            Tampering.RUN,
            document ->
                ((ObjectNode) document.get("blocks").get(5))
                    .put("status", "NOISY")
                    .put("reason", "it was too slow"),
            "disturbance",
            "too slow"));
    all.add(
        new Forgery(
            "steal of another size",
            Tampering.RUN,
            document ->
                Tampering.first(document.get("blocks"), ForgeriesTest::isNoisy)
                    .put("steal_fraction", 0.5),
            "disturbance",
            "0.5"));
    all.add(
        new Forgery(
            "a session of another day",
            GUEST,
            document ->
                ((ObjectNode) document.get("run"))
                    .put("session", "2026-11-20T22:44:36.5Z, seed 20240719"),
            "session",
            "started_at 2026-11-25T22:44:37Z"));
    all.add(
        new Forgery(
            "a session of another seed",
            GUEST,
            document ->
                ((ObjectNode) document.get("run")).put("session", "2026-11-25T22:44:36.5Z, seed 1"),
            "session",
            "another seed"));
    all.add(
        new Forgery(
            "times that leave no room for what was measured",
            Tampering.RUN,
            ForgeriesTest::hurry,
            "pace",
            "measured for"));
    all.add(
        new Forgery(
            "an emulated guest called a machine",
            GUEST,
            document -> ((ObjectNode) document.get("run")).put("emulated", false),
            "machine",
            "emulated is false"));
  }

  private static Predicate<JsonNode> isOf(String sensor) {
    return part -> part.get("sensor").asString().equals(sensor);
  }

  private static boolean isNoisy(JsonNode block) {
    return block.get("status").asString().equals("NOISY");
  }

  private static void removeAll(JsonNode list, Predicate<JsonNode> which) {
    ArrayNode array = (ArrayNode) list;
    for (int i = array.size() - 1; i >= 0; i--) {
      if (which.test(array.get(i))) {
        array.remove(i);
      }
    }
  }

  private static String row(JsonNode part) {
    return part.get("operation").asString()
        + part.get("sensor").asString()
        + part.get("handoff").asString();
  }

  /** Figures of each block of fork 0 into the same block of its row in each other fork. */
  private static void copyFork(ObjectNode document, Predicate<JsonNode> which, boolean all) {
    Map<String, List<ObjectNode>> first = new HashMap<>();
    Map<String, Integer> next = new HashMap<>();
    for (JsonNode block : document.get("blocks")) {
      if (!which.test(block)) {
        continue;
      }
      if (block.get("fork").asInt() == 0) {
        first.computeIfAbsent(row(block), row -> new ArrayList<>()).add((ObjectNode) block);
        continue;
      }
      int index = next.merge(block.get("fork") + row(block), 1, Integer::sum) - 1;
      ObjectNode from = first.get(row(block)).get(index);
      for (String part :
          all
              ? List.of(
                  "cost",
                  "delivery",
                  "verdict",
                  "accounting",
                  "sensor_cost",
                  "status",
                  "reason",
                  "steal_fraction")
              : List.of("delivery")) {
        ((ObjectNode) block).set(part, from.get(part).deepCopy());
      }
    }
    Map<String, String> histograms = new HashMap<>();
    for (JsonNode histogram : document.get("histograms")) {
      String metric = histogram.get("metric").asString();
      if (!which.test(histogram) || (!all && !metric.equals("delivery"))) {
        continue;
      }
      String key = row(histogram) + metric;
      if (histogram.get("fork").asInt() == 0) {
        histograms.put(key, histogram.get("encoded").asString());
      } else {
        ((ObjectNode) histogram).put("encoded", histograms.get(key));
      }
    }
  }

  private static void dropForks(ObjectNode document, int kept, boolean planned) {
    for (String list : List.of("blocks", "floors", "histograms")) {
      removeAll(document.get(list), part -> part.get("fork").asInt() >= kept);
    }
    if (planned) {
      ((ObjectNode) document.get("run")).put("forks", kept);
    }
  }

  /** All blocks within a second of each other's start, as if nothing took time. */
  private static void hurry(ObjectNode document) {
    Instant at = Instant.parse(document.get("run").get("started_at").asString());
    for (JsonNode block : document.get("blocks")) {
      at = at.plusMillis(1);
      ((ObjectNode) block).put("started_at", at.toString());
    }
    ((ObjectNode) document.get("run"))
        .put("finished_at", at.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private static void ofCounts(List<Forgery> all) {
    all.add(
        new Forgery(
            "a profile of time",
            COUNTED,
            document -> ((ObjectNode) document.get("run")).put("profile", "standard"),
            "profile",
            "standard"));
    all.add(
        new Forgery(
            "counts of a real machine",
            COUNTED,
            document -> ((ObjectNode) document.get("run")).put("emulated", false),
            "profile",
            "emulated"));
    all.add(
        new Forgery(
            "the last rows dropped",
            COUNTED,
            document ->
                ((ArrayNode) document.get("instruction_counts"))
                    .remove(document.get("instruction_counts").size() - 1),
            "complete",
            "has no count"));
  }

  private static void ofLoads(List<Forgery> all) {
    all.add(
        new Forgery(
            "a row's loads copied into another",
            Tampering.THREADS,
            document -> {
              JsonNode rows = document.get("rows");
              ((ObjectNode) rows.get(5)).set("points", rows.get(6).get("points").deepCopy());
            },
            "copies",
            "has all figures of"));
    all.add(
        new Forgery(
            "a fleet's row copied into another",
            Tampering.FLEET,
            document -> {
              JsonNode rows = document.get("fleet").get("rows");
              ((ObjectNode) rows.get(1)).set("points", rows.get(0).get("points").deepCopy());
            },
            "copies",
            "has all figures of"));
    for (Path original : List.of(Tampering.CAPACITY, Tampering.THREADS)) {
      all.add(
          new Forgery(
              "the last row dropped",
              original,
              document ->
                  ((ArrayNode) document.get("rows")).remove(document.get("rows").size() - 1),
              "interleaving",
              "has no row"));
      all.add(
          new Forgery(
              "another seed",
              original,
              document -> document.put("seed", 7),
              "interleaving",
              "seed 7"));
    }
    all.add(
        new Forgery(
            "a sensor dropped, and its rows",
            Tampering.CAPACITY,
            document -> {
              removeAll(document.get("rows"), isOf("landlock"));
              removeAll(
                  document.get("sensors"),
                  sensor -> sensor.get("id").asString().equals("landlock"));
            },
            "interleaving",
            "seed"));
    all.add(
        new Forgery(
            "standard called quick",
            Tampering.CAPACITY,
            document -> document.put("profile", "quick"),
            "profile",
            "profile quick"));
    for (Path original : List.of(Tampering.THREADS, Tampering.FLEET)) {
      all.add(
          new Forgery(
              "quick called standard",
              original,
              document -> document.put("profile", "standard"),
              "profile",
              "profile standard"));
    }
  }

  private static void ofPrograms(List<Forgery> all) {
    all.add(
        new Forgery(
            "round 0 copied into all rounds",
            Tampering.MACRO,
            document -> {
              Map<String, JsonNode> first = new HashMap<>();
              for (JsonNode sample : document.get("samples")) {
                String key = sample.get("workload").asString() + sample.get("sensor").asString();
                JsonNode from = first.putIfAbsent(key, sample);
                if (from != null && sample.get("round").asInt() > 0) {
                  for (String time : List.of("elapsed_ms", "cpu_ms", "sensor_cpu_ms")) {
                    ((ObjectNode) sample).set(time, from.get(time));
                  }
                }
              }
            },
            "copies",
            "has all figures of"));
    all.add(
        new Forgery(
            "the last round dropped",
            Tampering.MACRO,
            document ->
                removeAll(document.get("samples"), sample -> sample.get("round").asInt() == 6),
            "complete",
            "6 of 7 rounds"));
    all.add(
        new Forgery(
            "a sensor dropped, and its row",
            Tampering.MACRO,
            document -> {
              removeAll(document.get("samples"), isOf("ptrace"));
              for (int i = 0; i < document.get("samples").size(); i++) {
                ((ObjectNode) document.get("samples").get(i)).put("step", i);
              }
              removeAll(document.get("availability"), row -> isOf("ptrace").test(row.get("cell")));
              removeAll(
                  document.get("sensors"), sensor -> sensor.get("id").asString().equals("ptrace"));
            },
            "interleaving",
            "seed"));
    all.add(
        new Forgery(
            "a row that did not work dropped",
            Tampering.MACRO,
            document ->
                removeAll(document.get("availability"), row -> !row.get("available").asBoolean()),
            "rows",
            "is not in availability"));
    all.add(
        new Forgery(
            "another hand-off",
            Tampering.MACRO,
            document ->
                Tampering.first(document.get("samples"), isOf("bpf-tracepoint"))
                    .put("handoff", "busy-poll"),
            "rows",
            "handoff"));
  }

  private static void ofFaults(List<Forgery> all) {
    all.add(
        new Forgery(
            "a cell's times copied into another",
            Tampering.FAULTS,
            document -> {
              List<ObjectNode> cells = new ArrayList<>();
              for (JsonNode cell : document.get("cells")) {
                if (cell.path("times").path("stall").path("n").asInt() == 15
                    && cell.get("place").asString().equals("host")) {
                  cells.add((ObjectNode) cell);
                }
              }
              cells.get(3).set("times", cells.get(2).get("times").deepCopy());
            },
            "copies",
            "has all figures of"));
    all.add(
        new Forgery(
            "twice as many runs",
            Tampering.FAULTS,
            document -> ((ObjectNode) document.get("plan")).put("runs_of_cell", 30),
            "plan",
            "the plan has"));
    all.add(
        new Forgery(
            "half of the runs",
            Tampering.FAULTS,
            document -> ((ObjectNode) document.get("plan")).put("runs_of_cell", 7),
            "complete",
            "15 runs of 7"));
    all.add(
        new Forgery(
            "a fault dropped",
            Tampering.FAULTS,
            document -> {
              ((ArrayNode) document.get("plan").get("faults")).remove(24);
              for (String list : List.of("cells", "forms")) {
                removeAll(document.get(list), cell -> cell.get("fault").asString().equals("F25"));
              }
            },
            "plan",
            "known-bad"));
  }

  private static void ofReplays(List<Forgery> all) {
    all.add(
        new Forgery(
            "an exhibit's times copied into another",
            Tampering.REPLAY,
            document -> {
              JsonNode from = document.get("exhibits").get(7);
              ObjectNode to = (ObjectNode) document.get("exhibits").get(4);
              to.set("moments", from.get("moments").deepCopy());
              to.set("first_crash_ms", from.get("first_crash_ms"));
            },
            "copies",
            "has all figures of"));
    all.add(
        new Forgery(
            "an exhibit dropped",
            Tampering.REPLAY,
            document -> ((ArrayNode) document.get("exhibits")).remove(3),
            "complete",
            "bpf-lsm-auth"));
    all.add(
        new Forgery(
            "fewer boots",
            Tampering.REPLAY,
            document -> ((ObjectNode) document.get("exhibits").get(0)).put("boots", 1),
            "boots",
            "boots is 1"));
    all.add(
        new Forgery(
            "no operator needed",
            Tampering.REPLAY,
            document ->
                ((ObjectNode) document.get("exhibits").get(0)).put("operator_needed", false),
            "boots",
            "operator_needed"));
  }

  @ParameterizedTest
  @MethodSource("forgeries")
  void aForgeryFailsTheCheckThatNamesIt(Forgery forgery) throws IOException {
    Verification.Result result = Tampering.verify(directory, forgery.original(), forgery.change());
    assertThat(Tampering.failed(result)).as("%s: %s", forgery, result).contains(forgery.check());
    assertThat(
            result.checks().stream()
                .filter(check -> check.name().equals(forgery.check()))
                .filter(check -> check.status() == Check.Status.FAILED)
                .map(Check::detail))
        .as("%s", forgery)
        .anySatisfy(detail -> assertThat(detail).contains(forgery.detail()));
  }

  @Test
  void twoDocumentsDaysApartAreNoSession() throws IOException {
    Verification verification = new Verification();
    Path one = Files.createDirectory(directory.resolve("one"));
    Path two = Files.createDirectory(directory.resolve("two"));
    Consumer<ObjectNode> named =
        document ->
            ((ObjectNode) document.get("run"))
                .put("session", "2026-11-25T22:44:36.5Z, seed 20240719");
    Tampering.verify(one, GUEST, named);
    Tampering.verify(
        two,
        GUEST,
        named.andThen(
            document ->
                ((ObjectNode) document.get("run"))
                    .put("started_at", "2026-11-28T22:44:37Z")
                    .put("finished_at", "2026-11-28T23:05:45Z")));
    assertThat(Tampering.failed(verification.of(one.resolve("result.json")))).isEmpty();
    Verification.Result result = verification.of(two.resolve("result.json"));
    assertThat(Tampering.failed(result)).contains("session", "sides");
    assertThat(Tampering.check(result, "sides").detail()).contains("2026-11-28T22:44:37Z");
  }

  /** In every kind's report, of whatever version its document is. */
  @Test
  void aConclusionThatWasTurnedRoundFails() throws IOException {
    for (Path original :
        List.of(
            Tampering.RUN,
            Tampering.COUNTED,
            Tampering.CAPACITY,
            Tampering.FLEET,
            Tampering.MACRO,
            Tampering.FAULTS,
            Tampering.REPLAY)) {
      String name = original.getFileName().toString();
      Path report = ReportCheck.beside(original).orElseThrow();
      Path copy = directory.resolve(report.getFileName());
      Files.copy(original, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      List<String> lines = Files.readAllLines(report);
      int changed = 0;
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i);
        String turned = line.replaceFirst(" (is|are|adds|takes|costs|has|was) ", " $1 not ");
        if (line.startsWith("|") || turned.equals(line) || changed++ > 5) {
          continue;
        }
        List<String> forged = new ArrayList<>(lines);
        forged.set(i, turned);
        Files.write(copy, forged);
        Verification.Result result = Tampering.VERIFICATION.of(directory.resolve(name));
        assertThat(Tampering.failed(result))
            .as("%s: %s", original, turned)
            .containsExactly("report");
        assertThat(Tampering.check(result, "report").detail()).contains(turned.strip());
      }
      assertThat(changed).as("%s", report).isPositive();
      Files.delete(copy);
    }
  }
}
