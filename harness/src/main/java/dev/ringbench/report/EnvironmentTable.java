// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import dev.ringbench.document.DocumentJson;
import dev.ringbench.model.Environment;
import dev.ringbench.section.Column;
import dev.ringbench.section.Section;
import dev.ringbench.section.Table;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The machine, with everything that the document has of it. */
final class EnvironmentTable {
  private EnvironmentTable() {}

  static Section of(Environment environment) {
    List<List<String>> rows = new ArrayList<>();
    add(rows, "", DocumentJson.mapper().valueToTree(environment));
    return Section.of(
        "The machine",
        Table.of(List.of(Column.text("what"), Column.text("value")), rows),
        List.of("`unknown` means that the value could not be read."));
  }

  private static void add(List<List<String>> rows, String name, JsonNode node) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              entry ->
                  add(
                      rows,
                      name.isEmpty() ? entry.getKey() : name + " " + entry.getKey(),
                      entry.getValue()));
    } else if (node.isArray()) {
      List<String> words = new ArrayList<>();
      node.forEach(each -> words.add(each.isObject() ? values(each) : each.asString()));
      rows.add(
          List.of(name.replace('_', ' '), words.isEmpty() ? "none" : String.join(", ", words)));
    } else {
      rows.add(List.of(name.replace('_', ' '), node.isNull() ? "unknown" : node.asString()));
    }
  }

  private static String values(JsonNode node) {
    List<String> values = new ArrayList<>();
    node.forEach(each -> values.add(each.asString()));
    return String.join(" ", values);
  }
}
