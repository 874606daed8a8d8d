// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.document;

import dev.ringbench.capacity.CapacityDocument;
import dev.ringbench.fault.FaultDocument;
import dev.ringbench.fault.FaultReading;
import dev.ringbench.fault.ReplayDocument;
import dev.ringbench.macro.MacroDocument;
import dev.ringbench.model.Environment;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.result.Documents;
import dev.ringbench.result.ResultDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.JacksonIOException;

/** A document of any kind, as a file had it. */
public sealed interface StoredDocument {
  /** Where it was. */
  Path file();

  /** Of the Ringbench that wrote it: "0.1.0 (commit)". */
  String version();

  /** UTC, ISO 8601; null: the document does not say. */
  String startedAt();

  /** The machine. */
  Environment environment();

  /** Whether an emulator ran the machine: never compared with others. */
  boolean emulated();

  /** Why it is partial; null: it is complete. */
  String partialReason();

  /** What the command was that writes such documents. */
  Kind kind();

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
  record Run(Path file, ResultDocument document) implements StoredDocument {
    /** Whether it counts instructions, which repeat, and no time. */
    public boolean counted() {
      return !document.instructionCounts().isEmpty();
    }

    @Override
    public String version() {
      return document.version();
    }

    @Override
    public String startedAt() {
      return document.run().startedAt();
    }

    @Override
    public Environment environment() {
      return document.environment();
    }

    @Override
    public boolean emulated() {
      return document.run().emulated();
    }

    @Override
    public String partialReason() {
      return document.run().status() == ResultDocument.Status.COMPLETE
          ? null
          : document.run().statusReason();
    }

    @Override
    public Kind kind() {
      return Kind.RUN;
    }
  }

  /** Of {@code ringbench capacity}. */
  record Capacity(Path file, CapacityDocument document) implements StoredDocument {
    @Override
    public String version() {
      return document.version();
    }

    @Override
    public String startedAt() {
      return document.startedAt();
    }

    @Override
    public Environment environment() {
      return document.environment();
    }

    @Override
    public boolean emulated() {
      return document.emulated();
    }

    @Override
    public String partialReason() {
      return document.statusReason();
    }

    @Override
    public Kind kind() {
      return Kind.CAPACITY;
    }
  }

  /** Of {@code ringbench macro}. */
  record Macro(Path file, MacroDocument document) implements StoredDocument {
    @Override
    public String version() {
      return document.version();
    }

    @Override
    public String startedAt() {
      return document.startedAt();
    }

    @Override
    public Environment environment() {
      return document.environment();
    }

    @Override
    public boolean emulated() {
      return document.emulated();
    }

    @Override
    public String partialReason() {
      return document.statusReason();
    }

    @Override
    public Kind kind() {
      return Kind.MACRO;
    }
  }

  /** Of {@code ringbench faults}: classes do not depend on whether an emulator ran the guests. */
  record Faults(Path file, FaultDocument document) implements StoredDocument {
    @Override
    public String version() {
      return document.version();
    }

    @Override
    public String startedAt() {
      return document.startedAt();
    }

    @Override
    public Environment environment() {
      return document.environment();
    }

    @Override
    public boolean emulated() {
      return false;
    }

    @Override
    public String partialReason() {
      return document.partialReason();
    }

    @Override
    public Kind kind() {
      return Kind.FAULTS;
    }
  }

  /** Of {@code ringbench faults --replay}. */
  record Replay(Path file, ReplayDocument document) implements StoredDocument {
    @Override
    public String version() {
      return document.version();
    }

    @Override
    public String startedAt() {
      return document.startedAt();
    }

    @Override
    public Environment environment() {
      return document.environment();
    }

    @Override
    public boolean emulated() {
      return false;
    }

    @Override
    public String partialReason() {
      return null;
    }

    @Override
    public Kind kind() {
      return Kind.REPLAY;
    }
  }

  /**
   * Reads a file of any kind, or the fault matrix of a campaign's directory.
   *
   * @throws RingbenchException bad input: there is none, it is damaged, of a newer schema, or not
   *     ours; the message says which
   */
  static StoredDocument read(Path path) {
    if (Files.isDirectory(path)) {
      return new Faults(path.resolve(FaultReading.DOCUMENT), FaultReading.read(path));
    }
    return switch (versionField(path)) {
      case "capacity_schema_version" -> new Capacity(path, CapacityDocument.read(path));
      case "macro_schema_version" -> new Macro(path, MacroDocument.read(path));
      case "fault_schema_version" -> new Faults(path, FaultReading.read(path));
      case "replay_schema_version" -> new Replay(path, ReplayDocument.read(path));
      default -> new Run(path, Documents.read(path));
    };
  }

  /** The field that tells the kind, among the first of the document; "": there is none. */
  private static String versionField(Path path) {
    try (JsonParser parser = Documents.mapper().createParser(path)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        if (name.endsWith("schema_version")) {
          return name;
        }
        parser.nextToken();
        parser.skipChildren();
      }
      return "";
    } catch (JacksonIOException e) {
      throw RingbenchException.badInput(
          "Cannot read "
              + path
              + ": "
              + e.getOriginalMessage()
              + ". Commands that measure write a document with --out FILE.",
          e);
    } catch (JacksonException e) {
      throw RingbenchException.badInput(
          path
              + " is no whole JSON ("
              + e.getOriginalMessage()
              + "): it was truncated or is no document. Use another copy.",
          e);
    }
  }
}
