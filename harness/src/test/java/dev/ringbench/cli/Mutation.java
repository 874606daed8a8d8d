// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.document.DocumentJson;
import dev.ringbench.figure.Histograms;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One change of a document, at a place of it, by chance. Places are chosen by their shape and not
 * by their number: a field of the environment is met as often as one of ten thousand blocks.
 */
final class Mutation {
  /** Stands for what no tree can hold, until the text is made. */
  private static final String RAW = "@raw@";

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "\u0000",
          "a\u0000b",
          "\ud800",
          "\udc00x",
          "\u202egnp.exe",
          "\u001b]0;x\u0007",
          "-",
          "%s%n{}",
          "<script>alert(1)</script>",
          "|`*_[x](y)",
          "=1+1",
          "\n\n",
          "ü".repeat(300),
          "x".repeat(300_000),
          "9".repeat(400),
          "NaN",
          "2024-13-45T99:99:99Z",
          "../../etc/passwd");

  private static final List<String> RAW_NUMBERS =
      List.of(
          "0",
          "-1",
          "1",
          "0.5",
          "-0.0",
          "1e-320",
          "1e308",
          "-1e308",
          "1e400",
          "2147483647",
          "2147483648",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775808",
          "1e18",
          "1000000",
          "10000000000000",
          "9".repeat(70),
          "1" + "0".repeat(2000));

  private enum Kind {
    DROP,
    NULL,
    RETYPE,
    NUMBER,
    TEXT,
    DUPLICATE_KEY,
    TRUNCATE,
    EMPTY,
    DUPLICATE,
    REVERSE,
    SWAP,
    HISTOGRAM,
    NEST,
    UNKNOWN_KEY,
    BYTES
  }

  private record Place(ObjectNode object, String key, ArrayNode array, int index) {
    JsonNode value() {
      return object == null ? array.get(index) : object.get(key);
    }

    void set(JsonNode value) {
      if (object == null) {
        array.set(index, value);
      } else {
        object.set(key, value);
      }
    }
  }

  private final Random random;
  private final ObjectNode tree;
  private final Map<String, List<Place>> places = new LinkedHashMap<>();
  private final List<String> raw = new ArrayList<>();
  private String said;
  private byte[] bytes;

  private Mutation(ObjectNode tree, Random random) {
    this.tree = tree;
    this.random = random;
    collect("$", tree);
  }

  /** A changed document, and what was changed. */
  static final class Changed {
    private final String what;
    private final byte[] bytes;

    private Changed(String what, byte[] bytes) {
      this.what = what;
      this.bytes = bytes;
    }

    String what() {
      return what;
    }

    byte[] bytes() {
      return bytes;
    }
  }

  static Changed of(ObjectNode original, Random random) {
    Mutation mutation = new Mutation(original.deepCopy(), random);
    int changes = random.nextInt(4) == 0 ? 2 : 1;
    List<String> said = new ArrayList<>();
    for (int i = 0; i < changes && mutation.bytes == null; i++) {
      mutation.change();
      said.add(mutation.said);
    }
    return new Changed(
        String.join(", ", said),
        mutation.bytes == null ? mutation.text().getBytes(StandardCharsets.UTF_8) : mutation.bytes);
  }

  private void collect(String shape, JsonNode node) {
    if (node instanceof ObjectNode object) {
      for (String key : object.propertyNames()) {
        add(shape + "." + key, new Place(object, key, null, 0));
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        add(shape + "[]", new Place(null, null, array, i));
      }
    }
  }

  private void add(String shape, Place place) {
    places.computeIfAbsent(shape, key -> new ArrayList<>()).add(place);
    collect(shape, place.value());
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private void change() {
    String shape = any(List.copyOf(places.keySet()));
    Place place = any(places.get(shape));
    Kind kind = any(List.of(Kind.values()));
    said = kind + " " + shape;
    JsonNode value = place.value();
    if (value == null) {
      return; // dropped before
    }
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    switch (kind) {
      case DROP -> {
        if (place.object() != null) {
          place.object().remove(place.key());
        } else {
          place.array().remove(place.index());
          places.clear();
          collect("$", tree);
        }
      }
      case NULL -> place.set(nodes.nullNode());
      case RETYPE ->
          place.set(
              any(
                  List.of(
                      nodes.stringNode("x"),
                      nodes.numberNode(1),
                      nodes.booleanNode(true),
                      nodes.objectNode(),
                      nodes.arrayNode(),
                      nodes.arrayNode().add(value.deepCopy()))));
      case NUMBER -> place.set(rawValue(any(RAW_NUMBERS)));
      case TEXT -> place.set(nodes.stringNode(any(TEXTS)));
      case DUPLICATE_KEY -> {
        if (place.object() != null) {
          place.set(
              rawValue(value + ",\"" + place.key() + "\":" + any(List.of("null", "1", "\"x\""))));
        }
      }
      case TRUNCATE -> {
        byte[] whole = text().getBytes(StandardCharsets.UTF_8);
        bytes = java.util.Arrays.copyOf(whole, random.nextInt(whole.length));
      }
      case EMPTY -> place.set(value.isArray() ? nodes.arrayNode() : nodes.objectNode());
      case DUPLICATE -> {
        if (place.array() != null) {
          place.array().add(value.deepCopy());
        }
      }
      case REVERSE -> {
        if (value instanceof ArrayNode array) {
          ArrayNode reversed = nodes.arrayNode();
          for (int i = array.size() - 1; i >= 0; i--) {
            reversed.add(array.get(i));
          }
          place.set(reversed);
        }
      }
      case SWAP -> {
        Place other = any(places.get(shape));
        JsonNode mine = value.deepCopy();
        if (other.value() != null) {
          place.set(other.value().deepCopy());
          other.set(mine);
        }
      }
      case HISTOGRAM -> histogram();
      case NEST ->
          place.set(rawValue(any(List.of("[", "{\"a\":")).repeat(any(List.of(40, 100_000)))));
      case UNKNOWN_KEY -> {
        if (value instanceof ObjectNode object) {
          object.put(any(TEXTS), 1);
        }
      }
      case BYTES -> {
        byte[] whole = text().getBytes(StandardCharsets.UTF_8);
        whole[random.nextInt(whole.length)] = (byte) random.nextInt(256);
        bytes = whole;
      }
    }
  }

  /** Of any field that has one: another, none, a bomb, or one of other digits. */
  private void histogram() {
    List<Place> all =
        places.entrySet().stream()
            .filter(
                entry ->
                    entry.getKey().endsWith(".encoded") || entry.getKey().contains(".histograms."))
            .flatMap(entry -> entry.getValue().stream())
            .toList();
    if (all.isEmpty()) {
      return;
    }
    Place place = any(all);
    Histogram wide = new Histogram(1, Long.MAX_VALUE / 2, random.nextInt(6));
    wide.recordValueWithCount(1 + random.nextInt(1_000_000), Long.MAX_VALUE / 4);
    Histogram one = Histograms.empty();
    one.recordValue(1L << random.nextInt(60));
    String text =
        any(
            List.of(
                Histograms.encode(Histograms.empty()),
                Histograms.encode(one),
                Histograms.encode(wide),
                "HISTFAAA",
                "!",
                "HISTFAAAACJ42pNpmSzMwMDAxQABzFCaEUoz2X+AMIKZAGEbBTA="));
    said = "HISTOGRAM " + text.substring(0, Math.min(20, text.length()));
    place.set(JsonNodeFactory.instance.stringNode(text));
  }

  private JsonNode rawValue(String text) {
    raw.add(text);
    return JsonNodeFactory.instance.stringNode(RAW + (raw.size() - 1) + RAW);
  }

  private String text() {
    String text = DocumentJson.mapper().writeValueAsString(tree);
    for (int i = 0; i < raw.size(); i++) {
      text = text.replace("\"" + RAW + i + RAW + "\"", raw.get(i));
    }
    return text;
  }
}
