// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.result;

import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A kind of document beside the result of {@code ringbench run}: written and read against its
 * schema, so that what cannot be read back is not written.
 *
 * @param <T> what it is read as
 */
public final class DocumentForm<T> {
  private final Class<T> type;
  private final String command;
  private final String versionField;
  private final int version;
  private final DocumentSchema schema;

  /**
   * A kind.
   *
   * @param command that writes such documents
   * @param versionField that tells the kind, and its schema's version
   * @param version the highest that is read
   * @param schema file name in results/schema
   */
  public DocumentForm(
      Class<T> type, String command, String versionField, int version, String schema) {
    this.type = type;
    this.command = command;
    this.versionField = versionField;
    this.version = version;
    this.schema = DocumentSchema.named(schema);
  }

  /**
   * The document as text.
   *
   * @throws IllegalStateException when it breaks its schema
   */
  public String toJson(T document) {
    String text = Documents.mapper().writeValueAsString(document);
    String broken = schema.firstError(text);
    if (broken != null) {
      throw new IllegalStateException("this run's own document breaks the schema: " + broken);
    }
    return text;
  }

  /**
   * Reads one.
   *
   * @throws RingbenchException bad input, for what is none; the message says why
   */
  public T read(Path file) {
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      JsonNode tree = Documents.mapper().readTree(text);
      JsonNode found = tree.get(versionField);
      if (found == null) {
        throw RingbenchException.badInput(file + " is no document of `" + command + "`.");
      }
      if (found.asInt(0) > version) {
        throw RingbenchException.badInput(
            file
                + " has schema "
                + found
                + ", this Ringbench knows "
                + version
                + ". Use a newer one.");
      }
      String broken = schema.firstError(tree);
      if (broken != null) {
        throw RingbenchException.badInput(
            file
                + " breaks the schema of `"
                + command
                + "`: "
                + broken
                + ". Use an unchanged copy.");
      }
      return Documents.mapper().treeToValue(tree, type);
    } catch (IOException e) {
      throw RingbenchException.badInput(
          "Cannot read " + file + ": " + e.getMessage() + ". `" + command + "` writes one.", e);
    } catch (JacksonException e) {
      throw RingbenchException.badInput(
          file + " is no whole JSON: " + e.getOriginalMessage() + ". Use another copy.", e);
    }
  }
}
