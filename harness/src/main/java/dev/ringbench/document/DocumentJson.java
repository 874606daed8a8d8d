// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.document;

import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** How documents are written as JSON, and what of a JSON text is read at all. */
public final class DocumentJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(JsonParts.FACTORY)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .build();

  private DocumentJson() {}

  /** snake_case names, enums by {@code toString()}; its parser refuses what is too large. */
  public static JsonMapper mapper() {
    return MAPPER;
  }
}
