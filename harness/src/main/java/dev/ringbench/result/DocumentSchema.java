// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.result;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A JSON Schema of results/schema, which the jar carries. */
public final class DocumentSchema {
  private final Schema schema;

  private DocumentSchema(Schema schema) {
    this.schema = schema;
  }

  /** The one of that file name. */
  public static DocumentSchema named(String name) {
    try (InputStream in = DocumentSchema.class.getResourceAsStream("/schema/" + name)) {
      return new DocumentSchema(
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
              .getSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON));
    } catch (IOException e) {
      throw new IllegalStateException("resource " + name, e);
    }
  }

  /** What a parsed document breaks first; null: nothing. */
  public String firstError(JsonNode document) {
    List<Error> errors = schema.validate(document);
    return errors.isEmpty() ? null : errors.get(0).toString();
  }

  /** What {@code json} breaks first; null: nothing. */
  public String firstError(String json) {
    List<Error> errors = schema.validate(json, InputFormat.JSON);
    return errors.isEmpty() ? null : errors.get(0).toString();
  }
}
