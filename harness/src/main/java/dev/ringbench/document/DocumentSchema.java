// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.document;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/**
 * A JSON Schema of results/schema, which the jar carries: of a document as a whole, and of the
 * elements of its lists one by one, so that no document is in memory as a tree.
 */
public final class DocumentSchema {
  /** Parts that several kinds of documents have. */
  private static final String COMMON = "ringbench-common-1.schema.json";

  private final SchemaRegistry registry;
  private final String id;
  private final JsonNode properties;
  private final Schema whole;
  private final Map<String, Schema> elements = new ConcurrentHashMap<>();

  private DocumentSchema(String text, String common) {
    JsonNode tree = DocumentJson.mapper().readTree(text);
    this.id = tree.path("$id").asString();
    this.properties = tree.path("properties");
    Map<String, String> texts =
        Map.of(id, text, DocumentJson.mapper().readTree(common).path("$id").asString(), common);
    this.registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(texts));
    this.whole = registry.getSchema(SchemaLocation.of(id));
  }

  /** The one of that file name. */
  public static DocumentSchema named(String name) {
    return new DocumentSchema(resource(name), resource(COMMON));
  }

  private static String resource(String name) {
    try (InputStream in = DocumentSchema.class.getResourceAsStream("/schema/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("resource " + name, e);
    }
  }

  /** What a parsed document breaks first; null: nothing. */
  public String firstError(JsonNode document) {
    return first(whole.validate(document), "");
  }

  /** Whether the document has a list of that name whose elements are objects. */
  boolean hasElements(String property) {
    return properties.path(property).path("items").has("$ref")
        || properties.path(property).path("items").path("type").asString("").equals("object");
  }

  /** What an element of a list of the document breaks first; null: nothing. */
  String firstErrorOfElement(String property, int index, JsonNode element) {
    return first(
        elements
            .computeIfAbsent(
                property,
                name ->
                    registry.getSchema(SchemaLocation.of(id + "#/properties/" + name + "/items")))
            .validate(element),
        property + "[" + index + "]");
  }

  /** Of the ways in which a value may be right, being null is the one that explains least. */
  private static String first(List<Error> errors, String place) {
    return errors.stream()
        .map(Error::toString)
        .filter(error -> !error.endsWith("null expected"))
        .findFirst()
        .or(() -> errors.stream().map(Error::toString).findFirst())
        .map(error -> place + error)
        .orElse(null);
  }
}
