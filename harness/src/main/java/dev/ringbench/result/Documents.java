// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.result;

import dev.ringbench.files.AtomicFile;
import dev.ringbench.files.InputFile;
import dev.ringbench.files.PrivateDirectory;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads and writes result documents. Both directions validate against the schema: what cannot be
 * read back is not written.
 */
public final class Documents {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(JsonParts.FACTORY)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .build();

  private Documents() {}

  /** snake_case names, enums by {@code toString()}; its parser refuses what is too large. */
  public static JsonMapper mapper() {
    return MAPPER;
  }

  /** The document as text. */
  public static String toJson(ResultDocument document) {
    return MAPPER.writeValueAsString(document);
  }

  /** Writes a document of any kind as a stream, which is flushed and left open. */
  static void writeTo(Object document, OutputStream out) {
    MAPPER.writer().without(StreamWriteFeature.AUTO_CLOSE_TARGET).writeValue(out, document);
  }

  /** The same of a document that is saved once. */
  public static AtomicFile.Content content(ResultDocument document) {
    return content(document, new Checked());
  }

  /**
   * The document as the content of a file.
   *
   * @param checked what an earlier save has checked of the same growing document
   * @throws IllegalStateException when it breaks the schema; it is kept then, and the message says
   *     where
   */
  public static AtomicFile.Content content(ResultDocument document, Checked checked) {
    String broken = FormHolder.FORM.firstError(document, checked);
    if (broken != null) {
      throw new IllegalStateException(
          "this run's own document breaks the schema ("
              + broken
              + "), it is in "
              + keep(out -> stream(document, out)));
    }
    return out -> stream(document, out);
  }

  private static void stream(ResultDocument document, OutputStream out) throws IOException {
    try {
      writeTo(document, out);
    } catch (JacksonIOException e) {
      throw e.getCause();
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
   * Replaces {@code file} as a whole, see {@link AtomicFile}.
   *
   * @throws IOException when the disk is full or the place is not writable; {@code file} is as it
   *     was
   */
  public static void write(ResultDocument document, Path file) throws IOException {
    AtomicFile.replace(file, content(document));
  }

  /**
   * Reads and validates a document; one of an older schema is migrated, and a warning in it says
   * so.
   *
   * @throws RingbenchException when there is no such file, or it is truncated, not ours, of a newer
   *     schema, or breaks its schema; the message says which and what to do
   */
  public static ResultDocument read(Path file) {
    return read(InputFile.document(file));
  }

  /** The same of an opened file. */
  public static ResultDocument read(InputFile input) {
    return DocumentHead.of(input).version() == 1
        ? FormHolder.FORM.read(input, FirstReaderHolder.READER, new Migration())
        : FormHolder.FORM.read(input);
  }

  /** Whether the file that it was read from is of an older schema. */
  public static boolean isMigrated(ResultDocument document) {
    return document.warnings().contains(Migration.WARNING);
  }

  /** Parsed once, and only where documents are read or written. */
  private static final class FormHolder {
    static final DocumentForm<ResultDocument> FORM =
        new DocumentForm<>(
            ResultDocument.class,
            "ringbench run",
            "schema_version",
            ResultDocument.SCHEMA_VERSION,
            "ringbench-result-2.schema.json",
            ResultDocument::firstContradiction);
  }

  /** Of documents that were written before there was a second schema. */
  private static final class FirstReaderHolder {
    static final DocumentReader<ResultDocument> READER =
        new DocumentReader<>(
            ResultDocument.class, DocumentSchema.named("ringbench-result-1.schema.json"));
  }
}
