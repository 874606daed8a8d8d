// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run.measure;

import dev.ringbench.document.DocumentJson;
import dev.ringbench.experiment.run.RunDocument.BlockSettings;
import dev.ringbench.experiment.run.Slot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the controller tells a benchmark JVM, in a file that a system property names.
 *
 * @param workDir where the workload's files go
 * @param slots in the order of measuring
 * @param settings sizes of the blocks, one an operation
 * @param turns where to ask for the turn to measure, see {@link Turns}; null: always
 */
public record ForkPlan(
    String workDir, List<Slot> slots, List<BlockSettings> settings, String turns) {
  /** System property with the file. */
  public static final String FILE_PROPERTY = "ringbench.fork.plan";

  /** Writes it for a fork to read. */
  public void write(Path file) {
    try {
      Files.writeString(file, DocumentJson.mapper().writeValueAsString(this));
    } catch (IOException e) {
      throw new UncheckedIOException("write the plan of a fork, " + file, e);
    }
  }

  /** In the fork. */
  public static ForkPlan ofThisProcess() {
    String file = System.getProperty(FILE_PROPERTY);
    if (file == null) {
      throw new IllegalStateException(
          "this benchmark is driven by `ringbench run`: system property "
              + FILE_PROPERTY
              + " is not set");
    }
    return DocumentJson.mapper().readValue(Path.of(file), ForkPlan.class);
  }
}
