// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.document;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the schemas of a folder as Markdown: a table for each, with path, type and description of
 * each property. A definition that only one property of its own schema refers to is part of that
 * table; any other one with properties, or with many values, has a section of its own.
 */
final class SchemaTables {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String SUFFIX = ".schema.json";
  private static final String NULL = "null";

  /** More values than these are listed once, and not in each row; one of them may be null. */
  private static final int MOST_VALUES_OF_A_ROW = 10;

  private static final Map<String, String> TYPES =
      Map.of("string", "text", "array", "list", "object", "object");

  private final Map<String, Schema> schemas = new LinkedHashMap<>();

  /** A file of the folder; {@code name} is its name without the suffix. */
  private record Schema(String name, String text, JsonNode tree) {
    String id() {
      return tree.path("$id").asString();
    }

    /** Documents first, and last what has no properties itself. */
    int rank() {
      return tree.path("properties").has("generator") ? 0 : tree.has("type") ? 1 : 2;
    }

    long references(String to) {
      return Pattern.compile(Pattern.quote("\"" + to + "\"")).matcher(text).results().count();
    }
  }

  /** What a reference leads to. */
  private record Definition(Schema schema, String name, JsonNode tree) {
    String link() {
      return "[" + name + "](#" + schema.name + "-" + name + ")";
    }

    boolean hasProperties() {
      return tree.has("properties");
    }
  }

  private boolean hasOwnSection(Definition definition) {
    if (!definition.hasProperties()) {
      return valuesOf(definition.tree).size() > MOST_VALUES_OF_A_ROW;
    }
    String pointer = "#/$defs/" + definition.name;
    return definition.schema.references(pointer) > 1
        || schemas.values().stream()
            .anyMatch(schema -> schema.references(definition.schema.id() + pointer) > 0);
  }

  /** Reads every schema of the folder. */
  SchemaTables(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Schema> found = new ArrayList<>();
      for (Path file : files.filter(each -> each.toString().endsWith(SUFFIX)).toList()) {
        String text = Files.readString(file);
        String name = file.getFileName().toString().replace(SUFFIX, "");
        found.add(new Schema(name, text, JSON.readTree(text)));
      }
      found.sort(Comparator.comparingInt(Schema::rank).thenComparing(Schema::name));
      found.forEach(schema -> schemas.put(schema.id(), schema));
    }
  }

  /** Every property without a description: the file and where it is in it. */
  List<String> undescribed() {
    List<String> missing = new ArrayList<>();
    schemas.values().forEach(schema -> collect(schema.tree, schema.name, missing));
    return missing;
  }

  private static void collect(JsonNode node, String place, List<String> missing) {
    node.forEachEntry(
        (key, child) -> {
          String here = place + "/" + key;
          if (key.equals("properties")) {
            child.forEachEntry(
                (name, property) -> {
                  if (property.path("description").asString("").isBlank()) {
                    missing.add(here + "/" + name);
                  }
                  collect(property, here + "/" + name, missing);
                });
          } else {
            collect(child, here, missing);
          }
        });
    if (node.isArray()) {
      node.forEach(element -> collect(element, place, missing));
    }
  }

  /** All schemas: a list of links, then a section each. */
  String markdown() {
    StringBuilder page = new StringBuilder("\n");
    for (Schema schema : schemas.values()) {
      page.append("- [").append(schema.name).append("](#").append(schema.name).append("): ");
      page.append(schema.tree.path("title").asString()).append('\n');
    }
    for (Schema schema : schemas.values()) {
      page.append("\n## ").append(schema.name).append("\n\n");
      page.append(schema.tree.path("description").asString()).append('\n');
      table(page, schema, schema.tree);
      schema
          .tree
          .path("$defs")
          .forEachEntry(
              (name, tree) -> definition(page, schema, new Definition(schema, name, tree)));
    }
    return page.toString();
  }

  private void definition(StringBuilder page, Schema schema, Definition definition) {
    if (!hasOwnSection(definition)) {
      return;
    }
    page.append("\n### ").append(schema.name).append(' ').append(definition.name).append('\n');
    String description = definition.tree.path("description").asString("");
    if (!description.isEmpty()) {
      page.append('\n').append(description).append('\n');
    }
    if (definition.hasProperties()) {
      table(page, schema, definition.tree);
    } else {
      page.append("\nOne of ").append(values(definition.tree)).append(".\n");
    }
  }

  private void table(StringBuilder page, Schema schema, JsonNode tree) {
    StringBuilder rows = new StringBuilder();
    rows(rows, schema, tree, "");
    if (!rows.isEmpty()) {
      page.append("\n| property | type | description |\n| --- | --- | --- |\n").append(rows);
    }
  }

  /** Of what is inside of {@code node}, which is at {@code path}. */
  private void rows(StringBuilder rows, Schema schema, JsonNode node, String path) {
    if (node.has("$ref")) {
      Definition definition = definitionOf(schema, node);
      if (definition.hasProperties() && !hasOwnSection(definition)) {
        rows(rows, schema, definition.tree, path);
      }
      return;
    }
    List<String> required = new ArrayList<>();
    node.path("required").forEach(name -> required.add(name.asString()));
    String prefix = path.isEmpty() ? "" : path + ".";
    node.path("properties")
        .forEachEntry(
            (name, property) -> {
              rows.append("| `").append(prefix).append(name).append("` | ");
              rows.append(type(schema, property));
              rows.append(required.contains(name) ? "" : ", optional").append(" | ");
              rows.append(cell(property.path("description").asString(""))).append(" |\n");
              rows(rows, schema, property, prefix + name);
            });
    node.path("anyOf").forEach(either -> rows(rows, schema, either, path));
    if (node.has("items")) {
      rows(rows, schema, node.path("items"), path + "[]");
    }
    if (node.path("additionalProperties").isObject()) {
      rows(rows, schema, node.path("additionalProperties"), prefix + "*");
    }
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }

  private Definition definitionOf(Schema from, JsonNode node) {
    String[] reference = node.path("$ref").asString().split("#/\\$defs/", 2);
    Schema schema = reference[0].isEmpty() ? from : schemas.get(reference[0]);
    return new Definition(schema, reference[1], schema.tree.path("$defs").path(reference[1]));
  }

  private String type(Schema schema, JsonNode node) {
    if (node.has("$ref")) {
      Definition definition = definitionOf(schema, node);
      if (!hasOwnSection(definition)) {
        return type(definition.schema, definition.tree);
      }
      return definition.link() + (mayBeNull(definition.tree) ? " or null" : "");
    }
    if (node.has("const")) {
      return "`" + node.path("const").asString() + "`";
    }
    if (node.has("enum")) {
      return values(node);
    }
    if (node.has("anyOf")) {
      return Stream.concat(
              alternatives(schema, node).filter(type -> !type.equals(NULL)),
              alternatives(schema, node).filter(NULL::equals))
          .collect(Collectors.joining(" or "));
    }
    List<String> types = new ArrayList<>();
    if (node.path("type").isArray()) {
      node.path("type").forEach(type -> types.add(type(schema, node, type.asString())));
    } else {
      types.add(type(schema, node, node.path("type").asString()));
    }
    return String.join(" or ", types);
  }

  private Stream<String> alternatives(Schema schema, JsonNode node) {
    List<String> types = new ArrayList<>();
    node.path("anyOf").forEach(either -> types.add(type(schema, either)));
    return types.stream();
  }

  private String type(Schema schema, JsonNode node, String type) {
    if (type.equals("array")) {
      return "list of " + type(schema, node.path("items"));
    }
    if (type.equals("object") && node.path("additionalProperties").isObject()) {
      return "map to " + type(schema, node.path("additionalProperties"));
    }
    return TYPES.getOrDefault(type, type);
  }

  private static boolean mayBeNull(JsonNode node) {
    return node.path("type").valueStream().anyMatch(type -> type.asString().equals(NULL))
        || node.path("enum").valueStream().anyMatch(JsonNode::isNull);
  }

  private static List<String> valuesOf(JsonNode node) {
    return node.path("enum")
        .valueStream()
        .filter(value -> !value.isNull())
        .map(value -> "`" + value.asString() + "`")
        .toList();
  }

  private static String values(JsonNode node) {
    return String.join(", ", valuesOf(node)) + (mayBeNull(node) ? " or null" : "");
  }
}
