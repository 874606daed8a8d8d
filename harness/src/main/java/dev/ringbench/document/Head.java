// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.document;

import dev.ringbench.model.Environment;
import java.nio.file.Path;
import java.util.List;

/**
 * What documents of every kind say of themselves.
 *
 * @param file where the document was read
 * @param kind see {@link Experiment#id}
 * @param version of the Ringbench that wrote it: "0.1.0 (commit)"
 * @param startedAt UTC, ISO 8601; null: the document does not say
 * @param finishedAt UTC, ISO 8601; null: the document does not say
 * @param clock what gave its figures
 * @param partialReason why it is partial; null: it is complete
 */
public record Head(
    Path file,
    String kind,
    String version,
    String startedAt,
    String finishedAt,
    Environment environment,
    Clock clock,
    String partialReason) {
  /** What gave the figures of a document. */
  public enum Clock {
    /** The clock of a real machine, or of a virtual one that the processor runs. */
    TIMED("timed"),
    /** The clock of an emulated machine: never compared with others. */
    EMULATED("emulated"),
    /** A counter of instructions in an emulated machine: no times. */
    COUNTED("counted");

    private final String word;

    Clock(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /** Whether an emulator ran the machine. */
  public boolean emulated() {
    return clock != Clock.TIMED;
  }

  /** The day that it was measured, or an empty text. */
  public String day() {
    return startedAt == null ? "" : startedAt.replaceFirst("T.*", "");
  }

  /** "AMD EPYC, EMULATED, 2026-11-25": whose figures these are, for titles. */
  public String where() {
    return environment.cpu().model()
        + (emulated() ? ", EMULATED" : "")
        + (startedAt == null ? "" : ", " + day());
  }

  /**
   * What must be equal for figures to be of one machine. The kernel is not in it, because a new one
   * is a change that a comparison or a trend is to show.
   */
  public List<String> machine() {
    return List.of(
        known(environment.cpu().model()),
        known(environment.cpu().onlineCount()) + " CPUs",
        known(environment.kernel().architecture()),
        clock.toString(),
        "hypervisor " + known(environment.machine().hypervisor()));
  }

  private static String known(Object fact) {
    return fact == null ? "unknown" : fact.toString();
  }
}
