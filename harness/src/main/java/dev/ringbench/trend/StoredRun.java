// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import dev.ringbench.document.Reading;
import dev.ringbench.model.RingbenchException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a store says about a document, without its figures.
 *
 * @param sha256 of the file, in hexadecimal: the same document has the same
 * @param kind of experiment
 * @param machine what must be equal for figures to be joined in one series: what measured, the
 *     processors and their number, their architecture, whether an emulator ran them or instructions
 *     were counted, and the hypervisor. The kernel is not in it, because a new one is a change that
 *     a trend is to show
 * @param startedAt UTC, whole seconds
 * @param version of the Ringbench that wrote it
 * @param commit that it measures; null: nobody knows
 * @param kernel its release; null: unknown
 * @param name of the file that was added
 */
public record StoredRun(
    String sha256,
    String kind,
    String machine,
    Instant startedAt,
    String version,
    String commit,
    String kernel,
    String name) {
  /** Years of four digits, which sort as texts. */
  private static final Instant FIRST = Instant.EPOCH;

  private static final Instant END = Instant.parse("9999-12-31T23:59:59Z");

  private static final Pattern COMMIT = Pattern.compile("\\(([^()]+)\\)$");

  /**
   * What was said beside the document.
   *
   * @param commit the product's, where that is not Ringbench itself; null: as the document says
   * @param at UTC; null: as the document says
   */
  public record Given(String commit, Instant at) {
    /** Nothing. */
    public static final Given NOTHING = new Given(null, null);
  }

  /**
   * Describes a document.
   *
   * @throws RingbenchException bad input: neither the document nor {@code given} has a time
   */
  static StoredRun of(Reading document, String name, String sha256, Given given) {
    return new StoredRun(
        sha256,
        document.head().kind(),
        machine(document),
        time(document, given),
        document.head().version(),
        given.commit() == null ? commitOf(document.head().version()) : given.commit(),
        document.head().environment().kernel().release(),
        name);
  }

  /** "3f029001f7" of "0.1.0 (3f029001f7)", with "+" behind it for a changed tree; null: none. */
  static String commitOf(String version) {
    Matcher matcher = COMMIT.matcher(version == null ? "" : version);
    return matcher.find() && !matcher.group(1).startsWith("unknown") ? matcher.group(1) : null;
  }

  private static Instant time(Reading document, Given given) {
    Instant time = given.at() == null ? said(document) : given.at();
    if (time.isBefore(FIRST) || !time.isBefore(END)) {
      throw RingbenchException.badInput(
          document.head().file()
              + " was measured at "
              + time
              + "? Say the right time with --at TIME: from "
              + FIRST
              + " on, before "
              + END
              + ".");
    }
    return time.truncatedTo(ChronoUnit.SECONDS);
  }

  private static Instant said(Reading document) {
    if (document.head().startedAt() == null) {
      throw RingbenchException.badInput(
          document.head().file() + " does not say when it was measured. Say it with --at TIME.");
    }
    try {
      return Instant.parse(document.head().startedAt());
    } catch (DateTimeParseException e) {
      throw RingbenchException.badInput(
          document.head().file()
              + " says that it was measured at '"
              + document.head().startedAt()
              + "', which is no time. Say the right one with --at TIME.",
          e);
    }
  }

  /** The kind of experiment is a part of it: its rows may be called as those of another. */
  private static String machine(Reading document) {
    return document.head().kind() + " | " + String.join(" | ", document.head().machine());
  }
}
