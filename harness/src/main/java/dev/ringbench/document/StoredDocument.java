// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.document;

import dev.ringbench.capacity.CapacityDocument;
import dev.ringbench.fault.FaultDocument;
import dev.ringbench.fault.FaultReading;
import dev.ringbench.fault.ReplayDocument;
import dev.ringbench.files.InputFile;
import dev.ringbench.macro.MacroDocument;
import dev.ringbench.model.Environment;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.result.DocumentHead;
import dev.ringbench.result.Documents;
import dev.ringbench.result.ResultDocument;
import java.nio.file.Files;
import java.nio.file.Path;

/** A document of any kind, as a file had it. */
public sealed interface StoredDocument {
  /**
   * What every kind has.
   *
   * @param version of the Ringbench that wrote it: "0.1.0 (commit)"
   * @param startedAt UTC, ISO 8601; null: the document does not say
   * @param emulated whether an emulator ran the machine: never compared with others
   * @param partialReason why it is partial; null: it is complete
   */
  record Head(
      Path file,
      Kind kind,
      String version,
      String startedAt,
      Environment environment,
      boolean emulated,
      String partialReason) {}

  /** What every kind has. */
  Head head();

  /** Where it was. */
  default Path file() {
    return head().file();
  }

  /** What the command was that writes such documents. */
  default Kind kind() {
    return head().kind();
  }

  /** See {@link Head}. */
  default String version() {
    return head().version();
  }

  /** See {@link Head}; null: the document does not say. */
  default String startedAt() {
    return head().startedAt();
  }

  /** The machine. */
  default Environment environment() {
    return head().environment();
  }

  /** Whether an emulator ran the machine. */
  default boolean emulated() {
    return head().emulated();
  }

  /** Why it is partial; null: it is complete. */
  default String partialReason() {
    return head().partialReason();
  }

  /** What was measured. */
  enum Kind {
    /** Latency, or instructions: {@code ringbench run}. */
    RUN("run"),
    /** {@code ringbench capacity}. */
    CAPACITY("capacity"),
    /** {@code ringbench macro}. */
    MACRO("macro"),
    /** {@code ringbench faults}. */
    FAULTS("faults"),
    /** {@code ringbench faults --replay}. */
    REPLAY("replay");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    @Override
    public String toString() {
      return label;
    }
  }

  /** Of {@code ringbench run}, in time or in counted instructions. */
  record Run(Head head, ResultDocument document) implements StoredDocument {
    /** As a file had it. */
    public Run(Path file, ResultDocument document) {
      this(
          new Head(
              file,
              Kind.RUN,
              document.version(),
              document.run().startedAt(),
              document.environment(),
              document.run().emulated(),
              document.run().status() == ResultDocument.Status.COMPLETE
                  ? null
                  : document.run().statusReason()),
          document);
    }

    /** Whether it counts instructions, which repeat, and no time. */
    public boolean counted() {
      return !document.instructionCounts().isEmpty();
    }
  }

  /** Of {@code ringbench capacity}. */
  record Capacity(Head head, CapacityDocument document) implements StoredDocument {
    /** As a file had it. */
    public Capacity(Path file, CapacityDocument document) {
      this(
          new Head(
              file,
              Kind.CAPACITY,
              document.version(),
              document.startedAt(),
              document.environment(),
              document.emulated(),
              document.statusReason()),
          document);
    }
  }

  /** Of {@code ringbench macro}. */
  record Macro(Head head, MacroDocument document) implements StoredDocument {
    /** As a file had it. */
    public Macro(Path file, MacroDocument document) {
      this(
          new Head(
              file,
              Kind.MACRO,
              document.version(),
              document.startedAt(),
              document.environment(),
              document.emulated(),
              document.statusReason()),
          document);
    }
  }

  /** Of {@code ringbench faults}: classes do not depend on whether an emulator ran the guests. */
  record Faults(Head head, FaultDocument document) implements StoredDocument {
    /** As a file had it. */
    public Faults(Path file, FaultDocument document) {
      this(
          new Head(
              file,
              Kind.FAULTS,
              document.version(),
              document.startedAt(),
              document.environment(),
              false,
              document.partialReason()),
          document);
    }
  }

  /** Of {@code ringbench faults --replay}. */
  record Replay(Head head, ReplayDocument document) implements StoredDocument {
    /** As a file had it. */
    public Replay(Path file, ReplayDocument document) {
      this(
          new Head(
              file,
              Kind.REPLAY,
              document.version(),
              document.startedAt(),
              document.environment(),
              false,
              null),
          document);
    }
  }

  /**
   * Reads a file of any kind, or the fault matrix of a campaign's directory.
   *
   * @throws RingbenchException bad input: there is none, it is damaged, of a newer schema, or not
   *     ours; the message says which
   */
  static StoredDocument read(Path path) {
    return Files.isDirectory(path)
        ? new Faults(path.resolve(FaultReading.DOCUMENT), FaultReading.read(path))
        : read(InputFile.document(path));
  }

  /** The same of an opened file, which a pipe is read from only once. */
  static StoredDocument read(InputFile input) {
    Path path = input.path();
    return switch (DocumentHead.of(input).versionField()) {
      case "capacity_schema_version" -> new Capacity(path, CapacityDocument.read(input));
      case "macro_schema_version" -> new Macro(path, MacroDocument.read(input));
      case "fault_schema_version" -> new Faults(path, FaultReading.read(input));
      case "replay_schema_version" -> new Replay(path, ReplayDocument.read(input));
      default -> new Run(path, Documents.read(input));
    };
  }
}
