// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.document.DocumentReader;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings documents of the first schema to the second, and leaves a warning in them: rows name their
 * number of rules (none did before there were rules), counts and references are lists (empty before
 * there were any), and no run shared a session.
 */
public final class RunMigration implements DocumentReader.Migration {
  /** Left in each document that was of schema 1. */
  public static final String WARNING =
      "This document is of schema 1 and was read as one of schema 2; its figures are the same.";

  /** Whether the document was migrated when it was read. */
  static boolean isOf(RunDocument document) {
    return document.warnings().contains(WARNING);
  }

  private static final String RULES = "rules";

  @Override
  public void element(String list, ObjectNode element) {
    switch (list) {
      case "availability" -> addRules((ObjectNode) element.get("cell"));
      case "blocks", "histograms", "instruction_counts" -> addRules(element);
      default -> {}
    }
  }

  @Override
  public void rest(ObjectNode document) {
    document.withArray("instruction_counts");
    document.withArray("references");
    ((ObjectNode) document.get("run")).putNull("session");
    document.put("schema_version", 2);
    document.withArray("warnings").add(WARNING);
  }

  private static void addRules(ObjectNode row) {
    if (!row.has(RULES)) {
      row.put(RULES, 0);
    }
  }
}
