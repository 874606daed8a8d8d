// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import dev.ringbench.document.StoredDocument;
import dev.ringbench.model.Environment;
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
    StoredDocument.Kind kind,
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
  static StoredRun of(StoredDocument document, String name, String sha256, Given given) {
    return new StoredRun(
        sha256,
        document.kind(),
        machine(document),
        time(document, given),
        document.version(),
        given.commit() == null ? commitOf(document.version()) : given.commit(),
        document.environment() == null ? null : document.environment().kernel().release(),
        name);
  }

  /** "3f029001f7" of "0.1.0 (3f029001f7)", with "+" behind it for a changed tree; null: none. */
  static String commitOf(String version) {
    Matcher matcher = COMMIT.matcher(version == null ? "" : version);
    return matcher.find() && !matcher.group(1).startsWith("unknown") ? matcher.group(1) : null;
  }

  private static Instant time(StoredDocument document, Given given) {
    Instant time = given.at() == null ? said(document) : given.at();
    if (time.isBefore(FIRST) || !time.isBefore(END)) {
      throw RingbenchException.badInput(
          document.file()
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

  private static Instant said(StoredDocument document) {
    if (document.startedAt() == null) {
      throw RingbenchException.badInput(
          document.file() + " does not say when it was measured. Say it with --at TIME.");
    }
    try {
      return Instant.parse(document.startedAt());
    } catch (DateTimeParseException e) {
      throw RingbenchException.badInput(
          document.file()
              + " says that it was measured at '"
              + document.startedAt()
              + "', which is no time. Say the right one with --at TIME.",
          e);
    }
  }

  private static String machine(StoredDocument document) {
    Environment environment = document.environment();
    boolean counted = document instanceof StoredDocument.Run run && run.counted();
    String how = counted ? "counted" : document.emulated() ? "emulated" : "timed";
    if (environment == null) {
      return document.kind() + " | unknown machine | " + how;
    }
    return String.join(
        " | ",
        document.kind().toString(),
        known(environment.cpu().model()),
        known(environment.cpu().onlineCount()) + " CPUs",
        known(environment.kernel().architecture()),
        how,
        "hypervisor " + known(environment.machine().hypervisor()));
  }

  private static String known(Object fact) {
    return fact == null ? "unknown" : fact.toString();
  }
}
