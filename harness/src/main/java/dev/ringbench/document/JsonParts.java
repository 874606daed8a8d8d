// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.document;

import dev.ringbench.files.InputLimits;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Parts of a JSON text as trees, each within a bound: no text that no UTF-8 can hold, no number
 * that no {@code double} or {@code long} can, no key twice.
 */
final class JsonParts {
  /** Refuses what is too deep or too long before it is in memory. */
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(InputLimits.JSON_DEPTH)
                  .maxStringLength(InputLimits.TEXT_CHARACTERS)
                  .maxNameLength(InputLimits.NAME_CHARACTERS)
                  .maxNumberLength(InputLimits.NUMBER_CHARACTERS)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final JsonParser parser;
  private int left = InputLimits.VALUES_OF_A_PART;

  JsonParts(JsonParser parser) {
    this.parser = parser;
  }

  /** A value that is none that we read. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /** The next one may be as large as any. */
  void begin() {
    left = InputLimits.VALUES_OF_A_PART;
  }

  /** The value that the parser stands at; afterwards it stands at its end. */
  JsonNode value() {
    if (--left < 0) {
      throw new Refused("a part of it has more than " + InputLimits.VALUES_OF_A_PART + " values");
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> object();
      case START_ARRAY -> array();
      case VALUE_STRING -> NODES.stringNode(text(parser.getString()));
      case VALUE_NUMBER_INT -> integer();
      case VALUE_NUMBER_FLOAT -> real();
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      default -> throw new Refused("there is no value at " + place());
    };
  }

  private ObjectNode object() {
    ObjectNode node = NODES.objectNode();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = text(parser.currentName());
      parser.nextToken();
      node.set(name, value());
    }
    return node;
  }

  private ArrayNode array() {
    ArrayNode node = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      node.add(value());
    }
    return node;
  }

  private JsonNode integer() {
    return switch (parser.getNumberType()) {
      case INT -> NODES.numberNode(parser.getIntValue());
      case LONG -> NODES.numberNode(parser.getLongValue());
      default -> throw new Refused("the number at " + place() + " has more than 64 bits");
    };
  }

  private JsonNode real() {
    double value = parser.getDoubleValue();
    if (!Double.isFinite(value)) {
      throw new Refused("the number at " + place() + " is too large");
    }
    return NODES.numberNode(value);
  }

  /** As it is. */
  String text(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw new Refused("the text at " + place() + " has a NUL in it");
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new Refused("the text at " + place() + " has half a character in it");
      }
    }
    return text;
  }

  private String place() {
    return "line "
        + parser.currentTokenLocation().getLineNr()
        + ", column "
        + parser.currentTokenLocation().getColumnNr();
  }
}
