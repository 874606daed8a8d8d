// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.result;

import dev.ringbench.files.InputFile;
import dev.ringbench.model.RingbenchException;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * A kind of document: read and written as a stream and against its schema, so that what cannot be
 * read back is not written.
 *
 * @param <T> what it is read as, a record
 */
public final class DocumentForm<T> {
  private final String command;
  private final String versionField;
  private final int version;
  private final DocumentReader<T> reader;
  private final Function<T, String> coherence;

  /**
   * A kind.
   *
   * @param command that writes such documents
   * @param versionField that tells the kind, and its schema's version
   * @param version the highest that is read
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
    this.command = command;
    this.versionField = versionField;
    this.version = version;
    this.reader = new DocumentReader<>(type, DocumentSchema.named(schema));
    this.coherence = coherence;
  }

  /**
   * The document as text.
   *
   * @throws IllegalStateException when it breaks its schema
   */
  public String toJson(T document) {
    require(document);
    return Documents.mapper().writeValueAsString(document);
  }

  private void require(T document) {
    String broken = firstError(document, new Checked());
    if (broken != null) {
      throw new IllegalStateException("this run's own document breaks the schema: " + broken);
    }
  }

  /** What it breaks of its schema; null: nothing. */
  String firstError(T document, Checked checked) {
    return reader.firstError(document, checked);
  }

  /**
   * Reads one.
   *
   * @throws RingbenchException bad input, for what is none; the message says why
   */
  public T read(Path file) {
    return read(InputFile.document(file));
  }

  /** The same of an opened file. */
  public T read(InputFile input) {
    return read(input, reader, DocumentReader.Migration.NONE);
  }

  /** The same of a document of an older schema. */
  T read(InputFile input, DocumentReader<T> ofItsSchema, DocumentReader.Migration migration) {
    requireKind(input);
    T document = ofItsSchema.read(input, "`" + command + "`", migration);
    String broken = coherence.apply(document);
    if (broken != null) {
      throw RingbenchException.badInput(
          "%s contradicts itself: %s. Use an unchanged copy.".formatted(input.path(), broken));
    }
    return document;
  }

  private void requireKind(InputFile input) {
    DocumentHead head = DocumentHead.of(input);
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
