// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.document;

import java.util.ArrayList;
import java.util.List;

/** Where the figures of a report are from. */
public final class Provenance {
  private Provenance() {}

  /**
   * What a run was, in sentences.
   *
   * @param what of the command was asked for
   */
  public static List<String> sentences(Head head, String what, long seed, List<String> warnings) {
    List<String> sentences = new ArrayList<>();
    sentences.add(
        "Ringbench "
            + head.version()
            + ", "
            + what
            + ", seed "
            + seed
            + ", "
            + head.startedAt()
            + "; "
            + (head.partialReason() == null ? "complete" : "partial: " + head.partialReason())
            + ".");
    sentences.add(
        head.environment().cpu().model()
            + ", kernel "
            + head.environment().kernel().release()
            + (head.emulated() ? ", EMULATED: these are times of no real machine." : "."));
    sentences.addAll(warnings);
    return sentences;
  }
}
