// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import dev.ringbench.check.Check;
import java.time.DateTimeException;
import java.time.Instant;

/** Whether a document says when it was measured. */
final class StartedCheck {
  private static final String NAME = "started";

  private StartedCheck() {}

  static Check of(String startedAt) {
    if (startedAt == null) {
      return Check.warning(NAME, "it does not say when it was measured: an early build wrote it");
    }
    try {
      Instant.parse(startedAt);
      return Check.ok(NAME, startedAt);
    } catch (DateTimeException e) {
      return Check.failed(NAME, "\"" + startedAt + "\" is no time in ISO 8601, UTC");
    }
  }
}
