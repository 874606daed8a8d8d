// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.document.DocumentJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Published documents of every kind, each changed by chance, and every command that reads one: each
 * ends in time with an exit code that is defined, and none with an exception. More of them: {@code
 * -Dringbench.mutations=2000}, others: {@code -Dringbench.mutations.seed=N}, in pieces: {@code
 * -Dringbench.mutations.first=N}, of documents whose path has a text: {@code
 * -Dringbench.mutations.of=golden/subjects}.
 */
class MutatedDocumentsTest {
  private static final int COUNT = Integer.getInteger("ringbench.mutations", 60);
  private static final int FIRST = Integer.getInteger("ringbench.mutations.first", 0);
  private static final long SEED = Long.getLong("ringbench.mutations.seed", 17);
  private static final String ONLY = System.getProperty("ringbench.mutations.of", "");

  /** Kinds of which none is published, and subjects with faults and programs. */
  private static final List<String> GOLDEN = List.of("subjects", "claims", "matrix", "tamper");

  /** Of this thread's processor time: others may have the machine. */
  private static final long LIMIT_MS = 20_000;

  /**
   * Sensors that are kept of each document, and forks: what a command does with more is the same.
   */
  private static final int SENSORS = 5;

  private static final int FORKS = 3;
  private static final int FORMS = 8;

  @TempDir Path directory;

  private record Command(Set<Integer> exitCodes, List<String> arguments) {}

  private static Command command(Set<Integer> exitCodes, String... arguments) {
    return new Command(exitCodes, List.of(arguments));
  }

  private List<Command> commands(Path original, Path changed, int number) {
    Set<Integer> fineOrRefused = Set.of(0, 2);
    Set<Integer> any = Set.of(0, 1, 2);
    String file = changed.toString();
    List<Command> commands = new ArrayList<>();
    commands.add(command(fineOrRefused, "report", file));
    commands.add(command(fineOrRefused, "report", file, "--format", "markdown"));
    commands.add(command(fineOrRefused, "report", file, "--json"));
    commands.add(
        command(
            fineOrRefused,
            "report",
            file,
            "--html",
            directory.resolve(number + ".html").toString()));
    commands.add(command(fineOrRefused, "compare", original.toString(), file));
    commands.add(command(fineOrRefused, "compare", file, original.toString(), "--all"));
    commands.add(
        command(
            any,
            "gate",
            original.toString(),
            file,
            "--budget",
            directory.resolve("budget.yaml").toString()));
    commands.add(command(any, "verify", file));
    for (String target :
        List.of(
            "csv",
            "jmh",
            "hlog",
            "github-action-benchmark",
            "github-action-benchmark-bigger",
            "openmetrics")) {
      commands.add(command(fineOrRefused, "export", file, "--to", target));
    }
    commands.add(
        command(
            fineOrRefused, "trend", "add", file, "--store", directory.resolve("store").toString()));
    return commands;
  }

  @Test
  void everyCommandAnswersEveryChangedDocumentWithAnExitCodeThatIsDefined() throws IOException {
    Files.writeString(directory.resolve("budget.yaml"), BUDGET);
    List<ObjectNode> originals = originals();
    Random random = new Random(SEED);
    Map<Integer, Integer> ends = new HashMap<>();
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      ObjectNode original = originals.get(i % originals.size());
      Path originalFile = directory.resolve("original.json");
      Files.write(originalFile, DocumentJson.mapper().writeValueAsBytes(original));
      Mutation.Changed changed = Mutation.of(original, random);
      if (i < FIRST) {
        continue;
      }
      Path file = Files.write(directory.resolve(i + ".json"), changed.bytes());
      boolean refused = false;
      for (Command command : commands(originalFile, file, i)) {
        if (refused
            && command.exitCodes().size() == 2
            && !command.arguments().get(0).equals("trend")) {
          continue; // the same sentence from the same place
        }
        Ran ran = run(command.arguments());
        ends.merge(ran.exitCode(), 1, Integer::sum);
        if (command.arguments().get(0).equals("report") && ran.exitCode() == 2) {
          refused |= !command.arguments().contains("--json");
        }
        if (!command.exitCodes().contains(ran.exitCode()) || ran.isUnexpected() || ran.isSlow()) {
          wrong.add(i + " " + changed.what() + ": " + command.arguments().get(0) + " " + ran);
          Files.createDirectories(Path.of("target/mutated"));
          Files.write(Path.of("target/mutated/" + i + ".json"), changed.bytes());
        }
      }
      Files.delete(file);
      Files.deleteIfExists(directory.resolve(i + ".html"));
    }
    System.out.println((COUNT - FIRST) + " mutated documents, commands by exit code: " + ends);
    assertThat(wrong).isEmpty();
  }

  private record Ran(int exitCode, String output, long ms) {
    boolean isUnexpected() {
      return output.contains("Exception")
          || output.contains("Error:")
          || output.contains("unexpected: ")
          || output.contains("\tat ");
    }

    boolean isSlow() {
      return ms > LIMIT_MS;
    }

    @Override
    public String toString() {
      int at = Math.max(0, output.indexOf("Exception") - 200);
      return exitCode
          + " after "
          + ms
          + " ms: "
          + output.substring(at, Math.min(output.length(), at + 500));
    }
  }

  private static Ran run(List<String> arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long began = threads.getCurrentThreadCpuTime();
    try (PrintStream captured = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      System.setOut(captured);
      System.setErr(captured);
      int exitCode = RingbenchCommand.execute(arguments.toArray(new String[0]));
      return new Ran(
          exitCode,
          bytes.toString(StandardCharsets.UTF_8),
          (threads.getCurrentThreadCpuTime() - began) / 1_000_000);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private static List<ObjectNode> originals() throws IOException {
    List<ObjectNode> originals = new ArrayList<>();
    try (Stream<Path> published = Files.walk(Path.of("../results/published"));
        Stream<Path> data = Files.walk(Path.of("../results/data"))) {
      Stream<Path> golden =
          GOLDEN.stream().map(kind -> Path.of("src/test/resources/golden", kind, "document.json"));
      Stream<Path> files =
          Stream.of(published.sorted(), data.sorted(), golden).flatMap(each -> each);
      for (Path file :
          files
              .filter(f -> f.toString().endsWith(".json") && f.toString().contains(ONLY))
              .toList()) {
        originals.add(fewer((ObjectNode) DocumentJson.mapper().readTree(Files.readString(file))));
      }
    }
    return originals;
  }

  /** A small document that is valid like the large one. */
  private static ObjectNode fewer(ObjectNode document) {
    if (document.has("subjects_schema_version")) {
      return fewerSubjects(document);
    }
    if (document.has("visibility_schema_version")) {
      return fewerForms(document);
    }
    if (List.of("claims", "matrix", "tamper").stream()
        .anyMatch(kind -> document.has(kind + "_schema_version"))) {
      return document; // it is small
    }
    Set<String> kept = new HashSet<>();
    for (JsonNode sensor : document.path("sensors")) {
      String placement = sensor.path("placement").asString();
      if (placement.equals("BASELINE") || sensor.path("id").asString().equals("placebo")) {
        kept.add(sensor.path("id").asString());
      }
    }
    for (JsonNode sensor : document.path("sensors")) {
      if (kept.size() < SENSORS && kept.contains(sensor.path("baseline").asString())) {
        kept.add(sensor.path("id").asString());
      }
    }
    for (String name : document.propertyNames()) {
      if (document.get(name) instanceof ArrayNode list && document.has("sensors")) {
        for (int i = list.size() - 1; i >= 0; i--) {
          JsonNode element = list.get(i);
          String sensor = element.path("sensor").asString(element.path("id").asString(""));
          sensor = element.path("cell").path("sensor").asString(sensor);
          if ((!sensor.isEmpty() && !kept.contains(sensor))
              || element.path("fork").asInt(0) >= FORKS) {
            list.remove(i);
          }
        }
      }
    }
    if (document.has("cells")) {
      Set<String> faults = Set.of("F01", "F02", "F03", "F14");
      ArrayNode planned = (ArrayNode) document.get("plan").get("faults");
      for (int i = planned.size() - 1; i >= 0; i--) {
        if (!faults.contains(planned.get(i).asString())) {
          planned.remove(i);
        }
      }
      for (String name : List.of("cells", "forms")) {
        ArrayNode list = (ArrayNode) document.get(name);
        for (int i = list.size() - 1; i >= 0; i--) {
          if (!faults.contains(list.get(i).get("fault").asString())) {
            list.remove(i);
          }
        }
      }
    }
    return document;
  }

  private static Set<String> first(JsonNode list, int count) {
    Set<String> ids = new LinkedHashSet<>();
    for (JsonNode element : list) {
      if (ids.size() < count) {
        ids.add(element.get("id").asString());
      }
    }
    return ids;
  }

  /** Leaves those elements of lists that name nothing else than what is kept. */
  private static void keep(ObjectNode document, Map<String, Set<String>> keptByField) {
    for (String name : document.propertyNames()) {
      if (document.get(name) instanceof ArrayNode list) {
        for (int i = list.size() - 1; i >= 0; i--) {
          JsonNode element = list.get(i);
          boolean kept =
              keptByField.entrySet().stream()
                  .allMatch(
                      field ->
                          !element.has(field.getKey())
                              || field.getValue().contains(element.get(field.getKey()).asString()));
          if (!kept) {
            list.remove(i);
          }
        }
      }
    }
  }

  /** Two subjects, and two sensors beside them. */
  private static ObjectNode fewerSubjects(ObjectNode document) {
    Set<String> rows = first(document.get("subjects"), 2);
    rows.addAll(first(document.get("sensors"), 2));
    Set<String> beside = new HashSet<>(rows);
    rows.addAll(Set.of("none", "placebo"));
    keep(document, Map.of("id", rows, "row", rows, "beside", beside));
    return document;
  }

  private static ObjectNode fewerForms(ObjectNode document) {
    Set<String> ids = first(document.get("forms"), FORMS);
    Set<String> measured = new LinkedHashSet<>();
    for (JsonNode cell : document.get("cells")) {
      measured.add(cell.get("sensor").asString());
    }
    Set<String> sensors = measured.stream().limit(SENSORS).collect(Collectors.toSet());
    ids.addAll(sensors);
    keep(document, Map.of("id", ids, "sensor", sensors, "form", ids));
    return document;
  }

  private static final String BUDGET =
      """
      version: 1
      budgets:
        - {metric: cost, worse_by_at_most: 5 %, optional: true}
        - {metric: sensor-cpu, worse_by_at_most: 5 %, optional: true}
        - {metric: delivery, worse_by_at_most: 5 %, optional: true}
        - {metric: loss, worse_by_at_most: 1 %, optional: true}
        - {metric: capacity, worse_by_at_most: 5 %, optional: true}
        - {metric: outcome, worse_by_at_most: 0 classes, optional: true}
      """;
}
