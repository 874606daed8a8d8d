// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.document.DocumentForm;

/** The form of a run's documents. */
public final class RunForm {
  /** Documents of the first schema are migrated, and a warning in them says so. */
  public static final DocumentForm<RunDocument> FORM =
      new DocumentForm<>(
              RunDocument.class,
              "ringbench run",
              "schema_version",
              RunDocument.SCHEMA_VERSION,
              "ringbench-result-2.schema.json",
              RunDocument::firstContradiction)
          .reading(1, "ringbench-result-1.schema.json", new RunMigration());

  private RunForm() {}
}
