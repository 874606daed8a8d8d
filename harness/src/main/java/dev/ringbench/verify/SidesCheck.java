// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import dev.ringbench.check.Check;
import dev.ringbench.document.Head;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/**
 * Whether the two sides of a session were measured in turn: on one machine, and each while the
 * other was. Of one side alone nothing can be told.
 */
final class SidesCheck {
  private static final String NAME = "sides";

  private SidesCheck() {}

  /** {@code before}: the documents of the same session that were looked at. */
  static Check of(List<Head> before, Head head) {
    if (before.isEmpty()) {
      return Check.notApplicable(NAME, "the other document of its session was not looked at yet");
    }
    Head other = before.get(0);
    if (before.size() > 1) {
      return Check.failed(NAME, "a third document of the session of " + other.file());
    }
    if (!other.machine().equals(head.machine())) {
      return Check.failed(
          NAME,
          "%s, of the same session, is of another machine: %s, not %s"
              .formatted(other.file(), other.machine(), head.machine()));
    }
    return inTurn(other, head)
        ? Check.ok(NAME, "measured in turn with " + other.file())
        : Check.failed(
            NAME,
            "%s, of the same session, was measured from %s to %s, and this from %s to %s"
                .formatted(
                    other.file(),
                    other.startedAt(),
                    other.finishedAt(),
                    head.startedAt(),
                    head.finishedAt()));
  }

  private static boolean inTurn(Head one, Head two) {
    try {
      return !Instant.parse(one.startedAt()).isAfter(Instant.parse(two.finishedAt()))
          && !Instant.parse(two.startedAt()).isAfter(Instant.parse(one.finishedAt()));
    } catch (DateTimeException | NullPointerException e) {
      return false;
    }
  }
}
