// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.result;

import dev.ringbench.files.InputFile;
import dev.ringbench.model.RingbenchException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

  /**
   * Replaces {@code file} as a whole: whoever reads it, at whatever moment, finds the old document
   * or the new one.
   *
   * @throws IOException when the disk is full or the place is not writable; {@code file} is as it
   *     was
   */
  public static void write(ResultDocument document, Path file) throws IOException {
    write(document, file, new Checked());
  }

  /**
   * The same of a document that grows.
   *
   * @param checked what an earlier save has checked of it
   */
  public static void write(ResultDocument document, Path file, Checked checked) throws IOException {
    Path target = file.toAbsolutePath();
    String broken = FormHolder.FORM.firstError(document, checked);
    if (broken != null) {
      // Our own mistake, and no reason to lose what was measured.
      Path kept = target.resolveSibling(target.getFileName() + ".invalid");
      stream(document, kept);
      throw new IllegalStateException(
          "this run's own document breaks the schema (" + broken + "), it is in " + kept);
    }
    Path partial = target.resolveSibling(target.getFileName() + ".writing");
    try {
      stream(document, partial);
      Files.move(
          partial, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private static void stream(ResultDocument document, Path file) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      writeTo(document, out);
    } catch (JacksonIOException e) {
      throw e.getCause();
    }
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
