// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import dev.ringbench.check.Check;
import dev.ringbench.document.DocumentHead;
import dev.ringbench.document.Experiments;
import dev.ringbench.document.Reading;
import dev.ringbench.files.InputFile;
import dev.ringbench.model.RingbenchException;

/** Which form a file has, and whether anything has to be done to read it. */
final class SchemaCheck {
  static final String NAME = "schema";

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
      int newest =
          Experiments.ofVersionField(head.versionField())
              .map(experiment -> experiment.form().version())
              .orElse(0);
      return newest == 0
          ? Form.NONE
          : new Form((int) Math.min(head.version(), Integer.MAX_VALUE), newest);
    } catch (RingbenchException e) {
      return Form.NONE;
    }
  }

  /** Of a document that could be read. */
  static Check of(Reading document, Form form) {
    return Check.ok(
        NAME,
        document.head().kind()
            + " document of schema "
            + form.version()
            + (form.version() < form.newest() ? ", migrated to " + form.newest() : ""));
  }
}
