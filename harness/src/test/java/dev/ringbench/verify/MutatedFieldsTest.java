// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.document.DocumentJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * One field of an honest document, changed at random: verify finds it, or the field is one of those
 * that nothing determines, which results/README.md names. More of them, with their shares: {@code
 * -Dringbench.fields=200}.
 */
class MutatedFieldsTest {
  private static final int FIELDS = Integer.getInteger("ringbench.fields", 6);
  private static final long SEED = Long.getLong("ringbench.fields.seed", 20261130);

  /** What nothing else in a document determines, or not to the last digit. */
  private static final List<Pattern> UNDETERMINED =
      Stream.of(
              "/environment/.*",
              "/warnings",
              // A real machine that calls itself emulated only loses by it.
              "(/run)?/emulated",
              // Another build may have had such a profile.
              "/run/block_settings/.*",
              ".*/reason",
              ".*/remedy",
              ".*/status_reason",
              "/run/content/.*",
              "/content/.*",
              // A block's percentiles within what its fork's histogram leaves, and its times.
              "/blocks/(cost|delivery|verdict)/p(50|99|999)_ns",
              "/blocks/started_at",
              "/blocks/accounting/(issued|delivered|lost|foreign)",
              "/blocks/sensor_cost/.*",
              "/blocks/steal_fraction",
              "/floors/.*",
              "/references/.*",
              "(/run)?/(started|finished)_at",
              // Counts repeat, and each is compared with nothing but itself.
              "/instruction_counts/.*",
              "/queue_limits/.*",
              "/rows/(unpaced_per_second|capacity_per_second|held_ms|searches_per_second)",
              "/rows/bare_pairs/.*",
              "/rows/points/.*",
              "/fleet/(rows/(points/.*|queue_bytes|threads|rules|handoff)|arrivals)",
              "/rows/(queue_bytes|limit)",
              "/samples/(elapsed_ms|cpu_ms|sensor_cpu_ms|events|lost)",
              "/missing",
              // The runs of a fault matrix are not in it.
              "/plan/(seed|profile|guest_kernel|machine_profiles/.*)",
              "/guest/.*",
              "/bands/.*",
              "/pace/.*",
              "/cells/(name|predicted_text|seeds|censored|times/.*|security/.*|verdicts_unknown|rebooted|well_after_reboot)",
              "/forms/.*",
              "/self_checks/otherwise",
              "/detections/.*",
              "/unavailable/.*",
              "/self_checks/place",
              "/cells/not_applicable",
              // A fleet's rows have no order that is known.
              "/fleet/rows/sensor",
              "/seed",
              "/incident",
              "/exhibits/.*")
          .map(Pattern::compile)
          .toList();

  @TempDir Path directory;

  private record Place(String path, JsonNode parent, String name, int index) {
    JsonNode value() {
      return parent instanceof ObjectNode object ? object.get(name) : parent.get(index);
    }

    void set(JsonNode value) {
      if (parent instanceof ObjectNode object) {
        object.set(name, value);
      } else {
        ((ArrayNode) parent).set(index, value);
      }
    }
  }

  static List<Path> documents() {
    return List.of(
        Tampering.RUN,
        Tampering.COUNTED,
        Tampering.CAPACITY,
        Tampering.FLEET,
        Tampering.MACRO,
        Tampering.FAULTS,
        Tampering.REPLAY);
  }

  private static void places(JsonNode node, String path, Map<String, List<Place>> found) {
    if (node instanceof ObjectNode object) {
      object
          .properties()
          .forEach(e -> place(new Place(path + "/" + e.getKey(), node, e.getKey(), 0), found));
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        place(new Place(path, node, null, i), found);
      }
    }
  }

  private static void place(Place place, Map<String, List<Place>> found) {
    JsonNode value = place.value();
    if (value.isNumber() || value.isString() || value.isBoolean()) {
      found.computeIfAbsent(place.path(), path -> new ArrayList<>()).add(place);
    } else {
      places(value, place.path(), found);
    }
  }

  /** Of the same kind, and another: a text is one that another place of that field has. */
  private static JsonNode changed(Place place, List<Place> alike, Random random) {
    JsonNode value = place.value();
    var nodes = DocumentJson.mapper().getNodeFactory();
    if (value.isBoolean()) {
      return nodes.booleanNode(!value.asBoolean());
    }
    if (value.isIntegralNumber()) {
      long number = value.asLong();
      long step = 1 + (long) (Math.abs((double) number) * 0.1 * random.nextDouble());
      return nodes.numberNode(random.nextBoolean() ? number + step : number - step);
    }
    if (value.isNumber()) {
      double by = 0.01 + 0.3 * random.nextDouble();
      return nodes.numberNode(value.asDouble() == 0 ? by : value.asDouble() * (1 + by));
    }
    for (int i = 0; i < 20; i++) {
      JsonNode other = alike.get(random.nextInt(alike.size())).value();
      if (!other.equals(value)) {
        return other;
      }
    }
    return StringNode.valueOf(value.asString() + "x");
  }

  @ParameterizedTest
  @MethodSource("documents")
  void aChangedFieldIsFoundOrOneThatNothingDetermines(Path original) throws IOException {
    Random random = new Random(SEED + original.hashCode());
    ObjectNode document = (ObjectNode) DocumentJson.mapper().readTree(Files.readString(original));
    Map<String, List<Place>> places = new LinkedHashMap<>();
    places(document, "", places);
    List<String> fields = List.copyOf(places.keySet());
    Map<String, int[]> tally = new TreeMap<>();
    List<String> missed = new ArrayList<>();
    Path file = directory.resolve(original.getFileName());
    for (int i = 0; i < FIELDS; i++) {
      String field =
          fields.get(FIELDS > fields.size() ? i % fields.size() : random.nextInt(fields.size()));
      List<Place> alike = places.get(field);
      Place place = alike.get(random.nextInt(alike.size()));
      JsonNode before = place.value();
      JsonNode after = changed(place, alike, random);
      place.set(after);
      Files.writeString(file, DocumentJson.mapper().writeValueAsString(document));
      boolean found = Tampering.VERIFICATION.of(file).failed();
      place.set(before);
      int[] counts = tally.computeIfAbsent(field, path -> new int[2]);
      counts[0]++;
      counts[1] += found ? 1 : 0;
      if (!found && UNDETERMINED.stream().noneMatch(known -> known.matcher(field).matches())) {
        missed.add(field + ": " + before + " to " + after);
      }
    }
    if (Integer.getInteger("ringbench.fields") != null) {
      int found = tally.values().stream().mapToInt(counts -> counts[1]).sum();
      System.out.printf("%s: %d of %d changes found%n", original, found, FIELDS);
      tally.forEach(
          (field, counts) -> {
            if (counts[1] < counts[0]) {
              System.out.printf("  %d of %d found: %s%n", counts[1], counts[0], field);
            }
          });
    }
    assertThat(missed).as("%s, seed %d", original, SEED).isEmpty();
  }
}
