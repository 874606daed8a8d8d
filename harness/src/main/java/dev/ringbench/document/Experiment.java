// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.document;

import dev.ringbench.files.InputFile;
import dev.ringbench.model.RingbenchException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A kind of experiment: what its documents look like, and what is computed of one. Found by
 * ServiceLoader, so a new kind is a package, a schema, a command, and a line in META-INF/services;
 * reports, comparisons, gates, trends, checks and exports have it by that.
 */
public interface Experiment {
  /** Its name in tables, stores and messages, one word: "capacity". Never changed once used. */
  String id();

  /** How its documents are read and written. */
  DocumentForm<?> form();

  /**
   * Reads a document.
   *
   * @throws RingbenchException bad input: it is damaged, of a newer schema, or contradicts itself
   */
  Reading read(InputFile input);

  /**
   * The document in a directory that this experiment fills.
   *
   * @return empty: its documents are lone files
   */
  default Optional<Path> documentIn(Path directory) {
    return Optional.empty();
  }

  /**
   * Merges the documents of shards of one plan.
   *
   * @return empty: its plans are not cut into shards
   */
  default Optional<ShardMerge> merging(ShardMerge.Choices choices) {
    return Optional.empty();
  }

  /** The command that measures each column of a report's first table that its documents fill. */
  default Map<VerdictCell.Column, String> measures() {
    return Map.of();
  }

  /** What a report's first screen says where no such document answers its question. */
  default Optional<Answer.Missing> missing() {
    return Optional.empty();
  }
}
