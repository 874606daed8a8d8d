// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.claims.measure;

import java.nio.file.Path;
import java.util.List;

/** Runs one command of a plan in a process of its own. */
public interface PlanStep {
  /**
   * Runs it to its end.
   *
   * @param command its words, each of which a plan may have
   * @param document that it writes
   * @return null when it ended well; else why not, a clause
   */
  String run(List<String> command, Path document);
}
