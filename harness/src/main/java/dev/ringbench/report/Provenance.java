// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import dev.ringbench.model.Environment;
import java.util.ArrayList;
import java.util.List;

/** Where the figures of a report are from. */
final class Provenance {
  private Provenance() {}

  /**
   * What a run was, in sentences.
   *
   * @param what of the command was asked for
   * @param statusReason why it is partial; null: it is complete
   */
  static List<String> sentences(
      String version,
      String what,
      long seed,
      String startedAt,
      String statusReason,
      Environment environment,
      boolean emulated,
      List<String> warnings) {
    List<String> sentences = new ArrayList<>();
    sentences.add(
        "Ringbench "
            + version
            + ", "
            + what
            + ", seed "
            + seed
            + ", "
            + startedAt
            + "; "
            + (statusReason == null ? "complete" : "partial: " + statusReason)
            + ".");
    sentences.add(
        environment.cpu().model()
            + ", kernel "
            + environment.kernel().release()
            + (emulated ? ", EMULATED: no figure here is a real machine's." : "."));
    sentences.addAll(warnings);
    return sentences;
  }
}
