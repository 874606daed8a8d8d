// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.result;

import dev.ringbench.files.AtomicFile;
import dev.ringbench.files.PrivateDirectory;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and writes result documents. Both directions validate against the schema: what cannot be
 * read back is not written.
 */
public final class Documents {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private Documents() {}

  /** snake_case names, enums by {@code toString()}. */
  public static JsonMapper mapper() {
    return MAPPER;
  }

  /** The document as text. */
  public static String toJson(ResultDocument document) {
    return MAPPER.writeValueAsString(document);
  }

  /**
   * The document as the content of a file.
   *
   * @throws IllegalStateException when it breaks the schema; it is kept then, and the message says
   *     where
   */
  public static AtomicFile.Content content(ResultDocument document) {
    String text = toJson(document);
    String broken = SchemaHolder.SCHEMA.firstError(text);
    if (broken != null) {
      throw new IllegalStateException(
          "this run's own document breaks the schema (" + broken + "), it is in " + keep(text));
    }
    return AtomicFile.Content.of(text);
  }

  /** Our own mistake, and no reason to lose what was measured. */
  private static Path keep(String text) {
    try {
      Path kept =
          PrivateDirectory.create(Path.of(System.getProperty("java.io.tmpdir")), "ringbench-kept-")
              .resolve("invalid.json");
      AtomicFile.replace(kept, AtomicFile.Content.of(text));
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
    String text = readText(file);
    JsonNode tree;
    try {
      tree = MAPPER.readTree(text);
    } catch (JacksonException e) {
      throw RingbenchException.badInput(
          file
              + " is not complete JSON ("
              + e.getOriginalMessage()
              + "): it was truncated or is no result. Use another copy, or run again.",
          e);
    }
    int version = checkOurs(file, tree);
    String broken =
        (version == 1 ? FirstSchemaHolder.SCHEMA : SchemaHolder.SCHEMA).firstError(tree);
    if (broken != null) {
      throw RingbenchException.badInput(
          file + " breaks the schema of results: " + broken + ". Use an unchanged copy.");
    }
    if (version == 1) {
      Migration.toSecondSchema((ObjectNode) tree);
    }
    try {
      return MAPPER.treeToValue(tree, ResultDocument.class);
    } catch (JacksonException e) {
      throw RingbenchException.badInput(
          file + " is no whole result: " + e.getOriginalMessage() + ". Use another copy.", e);
    }
  }

  /** Whether the file that it was read from is of an older schema. */
  public static boolean isMigrated(ResultDocument document) {
    return document.warnings().contains(Migration.WARNING);
  }

  private static String readText(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw RingbenchException.badInput(
          "There is no file " + file + ". `ringbench run --out FILE` writes one.", e);
    } catch (IOException e) {
      throw RingbenchException.badInput("Cannot read " + file + ": " + e.getMessage() + ".", e);
    }
  }

  private static int checkOurs(Path file, JsonNode tree) {
    if (!tree.path("generator").asString("").equals(ResultDocument.GENERATOR)) {
      throw RingbenchException.badInput(
          file + " is JSON, but no Ringbench result: its \"generator\" is not \"ringbench\".");
    }
    int version = tree.path("schema_version").asInt(0);
    if (version > ResultDocument.SCHEMA_VERSION) {
      throw RingbenchException.badInput(
          file
              + " has schema version "
              + version
              + ", this Ringbench reads up to "
              + ResultDocument.SCHEMA_VERSION
              + ". Use a newer Ringbench.");
    }
    return version;
  }

  /** Parsed once, and only where documents are read or written. */
  private static final class SchemaHolder {
    static final DocumentSchema SCHEMA = DocumentSchema.named("ringbench-result-2.schema.json");
  }

  /** The same, of documents that were written before there was a second one. */
  private static final class FirstSchemaHolder {
    static final DocumentSchema SCHEMA = DocumentSchema.named("ringbench-result-1.schema.json");
  }
}
