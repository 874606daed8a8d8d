// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import dev.ringbench.capacity.CapacityDocument;
import dev.ringbench.document.StoredDocument;
import dev.ringbench.fault.FaultDocument;
import dev.ringbench.fault.ReplayDocument;
import dev.ringbench.macro.MacroDocument;
import dev.ringbench.result.Documents;
import dev.ringbench.result.ResultDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Which form a file has, and whether anything has to be done to read it. */
final class SchemaCheck {
  static final String NAME = "schema";

  private static final Map<String, Integer> NEWEST =
      Map.of(
          "schema_version", ResultDocument.SCHEMA_VERSION,
          "capacity_schema_version", CapacityDocument.SCHEMA_VERSION,
          "macro_schema_version", MacroDocument.SCHEMA_VERSION,
          "fault_schema_version", FaultDocument.SCHEMA_VERSION,
          "replay_schema_version", ReplayDocument.SCHEMA_VERSION);

  private SchemaCheck() {}

  /**
   * The form that a file claims to have.
   *
   * @param version of its schema; 0: it is no document of ours
   * @param newest that this Ringbench reads
   */
  record Form(int version, int newest) {
    static final Form NONE = new Form(0, 0);

    /** So that whatever keeps it from being read is a breach of its schema. */
    boolean isKnown() {
      return version > 0 && version <= newest;
    }
  }

  /** Never throws: why a file cannot be read, reading says better. */
  static Form formOf(Path file) {
    JsonNode tree;
    try {
      tree = Documents.mapper().readTree(Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException | JacksonException e) {
      return Form.NONE;
    }
    if (!tree.path("generator").asString("").equals(ResultDocument.GENERATOR)) {
      return Form.NONE;
    }
    return NEWEST.entrySet().stream()
        .filter(known -> tree.has(known.getKey()))
        .map(known -> new Form(tree.get(known.getKey()).asInt(0), known.getValue()))
        .findFirst()
        .orElse(Form.NONE);
  }

  /** Of a document that could be read. */
  static Check of(StoredDocument document, Form form) {
    return Check.ok(
        NAME,
        document.kind()
            + " document of schema "
            + form.version()
            + (form.version() < form.newest() ? ", migrated to " + form.newest() : ""));
  }
}
