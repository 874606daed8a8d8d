// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** How facts and documents of faults are written. */
public final class FaultJson {
  /** Names with underscores, as the native conductor writes them. */
  public static final JsonMapper SNAKE =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  public static final JsonMapper CAMEL = new JsonMapper();

  private FaultJson() {}

  /** For people too. */
  public static String pretty(Object document) {
    return SNAKE.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
  }
}
