// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.result;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Brings documents of older schemas to the present one, and leaves a warning in them. */
final class Migration {
  /** Left in each document that was of schema 1. */
  static final String WARNING =
      "This document is of schema 1 and was read as one of schema 2; its figures are the same.";

  private static final String RULES = "rules";

  private Migration() {}

  /**
   * From 1 to 2, in place: rows name their number of rules (none did before there were rules),
   * counts and references are lists (empty before there were any), and no run shared a session.
   */
  static void toSecondSchema(ObjectNode document) {
    for (JsonNode tried : document.get("availability")) {
      addRules(tried.get("cell"));
    }
    document.get("blocks").forEach(Migration::addRules);
    document.get("histograms").forEach(Migration::addRules);
    document.withArray("instruction_counts").forEach(Migration::addRules);
    document.withArray("references");
    ((ObjectNode) document.get("run")).putNull("session");
    document.put("schema_version", 2);
    document.withArray("warnings").add(WARNING);
  }

  private static void addRules(JsonNode row) {
    if (!row.has(RULES)) {
      ((ObjectNode) row).put(RULES, 0);
    }
  }
}
