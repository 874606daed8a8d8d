// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.document;

import dev.ringbench.files.AtomicFile;
import dev.ringbench.files.InputFile;
import dev.ringbench.files.PrivateDirectory;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamWriteFeature;

/**
 * The form of one kind of document: it is read and written as a stream and against its schema, so
 * that what cannot be read back is not written.
 *
 * @param <T> what it is read as, a record
 */
public final class DocumentForm<T> {
  private final Class<T> type;
  private final String command;
  private final String versionField;
  private final int version;
  private final Function<T, String> coherence;
  private final Map<Integer, Older> older = new TreeMap<>();
  private final Map<String, DocumentReader<T>> readers = new ConcurrentHashMap<>();
  private final String schema;

  private record Older(String schema, DocumentReader.Migration migration) {}

  /**
   * Describes a form.
   *
   * @param command that writes such documents: "ringbench run"
   * @param versionField that tells the kind, and its schema's version
   * @param version the highest that is read, and the one that is written
   * @param schema file name in results/schema
   * @param coherence what a document breaks that no schema can say, such as a row of a sensor that
   *     is not described; null: nothing
   */
  public DocumentForm(
      Class<T> type,
      String command,
      String versionField,
      int version,
      String schema,
      Function<T, String> coherence) {
    this.type = type;
    this.command = command;
    this.versionField = versionField;
    this.version = version;
    this.schema = schema;
    this.coherence = coherence;
  }

  /** The same form, which reads documents of an older schema too. */
  public DocumentForm<T> reading(
      int olderVersion, String olderSchema, DocumentReader.Migration migration) {
    older.put(olderVersion, new Older(olderSchema, migration));
    return this;
  }

  /** The command that writes such documents. */
  public String command() {
    return command;
  }

  /** The property that tells this kind from others, and holds the version of its schema. */
  public String versionField() {
    return versionField;
  }

  /** The newest version of the schema that is read. */
  public int version() {
    return version;
  }

  /** A schema is parsed once, and only where documents are read or written. */
  private DocumentReader<T> reader(String name) {
    return readers.computeIfAbsent(
        name, key -> new DocumentReader<>(type, DocumentSchema.named(key)));
  }

  /**
   * The document as text, for what is small.
   *
   * @throws IllegalStateException when it breaks its schema
   */
  public String toJson(T document) {
    String broken = reader(schema).firstError(document, new Checked());
    if (broken != null) {
      throw new IllegalStateException("this run's own document breaks the schema: " + broken);
    }
    return DocumentJson.mapper().writeValueAsString(document);
  }

  /** The content of a file that is saved once; see {@link #content(Object, Checked)}. */
  public AtomicFile.Content content(T document) {
    return content(document, new Checked());
  }

  /**
   * The document as the content of a file, written as a stream.
   *
   * @param checked what an earlier save has checked of the same growing document
   * @throws IllegalStateException when it breaks the schema; it is kept then, and the message says
   *     where
   */
  public AtomicFile.Content content(T document, Checked checked) {
    String broken = reader(schema).firstError(document, checked);
    if (broken != null) {
      throw new IllegalStateException(
          "this run's own document breaks the schema ("
              + broken
              + "), it is in "
              + keep(out -> stream(document, out)));
    }
    return out -> stream(document, out);
  }

  private static void stream(Object document, OutputStream out) throws IOException {
    try {
      DocumentJson.mapper()
          .writer()
          .without(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .writeValue(out, document);
    } catch (JacksonException e) {
      // Of a disk that is full: inside a list it comes with the place in the document around it.
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof IOException full) {
          throw full;
        }
      }
      throw e;
    }
  }

  /** Our own mistake, and no reason to lose what was measured. */
  private static Path keep(AtomicFile.Content content) {
    try {
      Path kept =
          PrivateDirectory.create(Path.of(System.getProperty("java.io.tmpdir")), "ringbench-kept-")
              .resolve("invalid.json");
      AtomicFile.replace(kept, content);
      return kept;
    } catch (IOException e) {
      throw new UncheckedIOException("keep a document that breaks the schema", e);
    }
  }

  /**
   * Reads one.
   *
   * @throws RingbenchException bad input: there is no such file, or it is truncated, not ours, of a
   *     newer schema, or breaks its schema; the message says which and what to do
   */
  public T read(Path file) {
    return read(InputFile.document(file));
  }

  /** The same of an opened file; a document of an older schema is migrated. */
  public T read(InputFile input) {
    DocumentHead head = DocumentHead.of(input);
    requireKind(input, head);
    Older from = older.get((int) Math.min(head.version(), Integer.MAX_VALUE));
    T document =
        reader(from == null ? schema : from.schema())
            .read(
                input,
                "`" + command + "`",
                from == null ? DocumentReader.Migration.NONE : from.migration());
    String broken = coherence.apply(document);
    if (broken != null) {
      throw RingbenchException.badInput(
          "%s contradicts itself: %s. Use an unchanged copy.".formatted(input.path(), broken));
    }
    return document;
  }

  private void requireKind(InputFile input, DocumentHead head) {
    if (!head.versionField().equals(versionField)) {
      throw RingbenchException.badInput(
          input.path() + " is no document of `" + command + "`, which has a " + versionField + ".");
    }
    if (head.version() > version) {
      throw RingbenchException.badInput(
          "%s has schema version %d of `%s`, this Ringbench reads up to %d. Use a newer Ringbench."
              .formatted(input.path(), head.version(), command, version));
    }
  }
}
