// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.document;

import dev.ringbench.files.AtomicFile;
import dev.ringbench.model.RingbenchException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Makes one document of the shards of a plan. Shards are added one after the other, so that it
 * takes the memory of what is kept of them. Anybody may have written them.
 */
public interface ShardMerge {
  /**
   * What the user decided.
   *
   * @param build that merges: "0.2.0 (commit)"; shards of another one are refused
   * @param partial a document may lack shards, and says so
   * @param preferred shards that count where another copy of the same shard has other runs
   */
  record Choices(String build, boolean partial, List<Path> preferred) {}

  /**
   * The whole.
   *
   * @param document its content
   * @param beside content of other files in its directory, by name, such as raw runs
   * @param reading of the document, from the path where it will be
   * @param notes what a user should know: a sentence each
   */
  record Merged(
      AtomicFile.Content document,
      Map<String, AtomicFile.Content> beside,
      Function<Path, Reading> reading,
      List<String> notes) {}

  /**
   * One more shard.
   *
   * @throws RingbenchException bad input: it is none, or of another plan, build or catalogue; the
   *     message names the file, the value and what to do
   */
  void add(Reading shard);

  /**
   * All of them.
   *
   * @throws RingbenchException bad input: shards are missing, or one is there twice with different
   *     runs
   */
  Merged merged();
}
