// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.model.RingbenchException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/** Times on the command line. */
final class Times {
  private Times() {}

  /**
   * "2026-11-25", which is its beginning in UTC, or "2026-11-25T06:00:00Z", or with "+01:00".
   *
   * @throws RingbenchException bad input: neither
   */
  static Instant parse(String option, String text) {
    try {
      return text.contains("T")
          ? OffsetDateTime.parse(text).toInstant()
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeParseException e) {
      throw RingbenchException.badInput(
          option + " " + text + ": use a day such as 2026-11-25, or 2026-11-25T06:00:00Z.", e);
    }
  }
}
