// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import dev.ringbench.capacity.CapacityDocument;
import dev.ringbench.document.StoredDocument;
import dev.ringbench.fault.FaultDocument;
import dev.ringbench.fault.ReplayDocument;
import dev.ringbench.files.InputFile;
import dev.ringbench.macro.MacroDocument;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.result.DocumentHead;
import dev.ringbench.result.ResultDocument;
import java.util.Map;

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
  static Form formOf(InputFile input) {
    try {
      DocumentHead head = DocumentHead.of(input);
      int newest = NEWEST.getOrDefault(head.versionField(), 0);
      return newest == 0
          ? Form.NONE
          : new Form((int) Math.min(head.version(), Integer.MAX_VALUE), newest);
    } catch (RingbenchException e) {
      return Form.NONE;
    }
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
