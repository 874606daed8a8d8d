// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.export;

import dev.ringbench.document.Head;
import dev.ringbench.document.Reading;
import dev.ringbench.model.RingbenchException;

/** Why a document has nothing of what a form is for. */
final class NothingToExport {
  private NothingToExport() {}

  /** {@code what}: "histograms". */
  static RingbenchException of(Reading document, String what) {
    Head head = document.head();
    String why =
        head.clock() == Head.Clock.COUNTED
            ? "The document counts instructions, so it has no " + what + "."
            : "The %s document has nothing that was measured, so it has no %s."
                .formatted(head.kind(), what);
    return RingbenchException.badInput(
        why
            + (document.figures().isEmpty()
                ? " `ringbench report` shows what it has."
                : " Its figures go out with --to csv, github-action-benchmark and openmetrics."));
  }
}
