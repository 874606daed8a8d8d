// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.claims;

import java.util.List;

/**
 * A step of a claim's plan.
 *
 * @param command its words, without the document
 * @param document file name of its document; null: there is none
 * @param sha256 of the document; null
 * @param version of the Ringbench that wrote it; null
 * @param startedAt UTC, ISO 8601; null
 * @param reason why there is none, or why it is partial; null: it is whole
 */
public record StepResult(
    String name,
    List<String> command,
    String document,
    String sha256,
    String version,
    String startedAt,
    String reason) {
  /** Defensive copy. */
  public StepResult {
    command = List.copyOf(command);
  }
}
