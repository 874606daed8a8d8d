// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.document;

import dev.ringbench.files.InputFile;
import dev.ringbench.model.RingbenchException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * What a file says that it is. Documents of ours begin with it, so this reads no more than their
 * first bytes; one that another tool has sorted is read until it says so.
 *
 * @param versionField that tells the kind: "capacity_schema_version"
 * @param version of its schema; 0: it is no number
 */
public record DocumentHead(String versionField, long version) {
  /** Tells documents of ours from other JSON, as "generator". */
  public static final String GENERATOR = "ringbench";

  private static final String SUFFIX = "schema_version";

  /**
   * Reads it.
   *
   * @throws RingbenchException bad input: it is no whole JSON, or no document of ours
   */
  public static DocumentHead of(InputFile input) {
    String generator = null;
    String field = null;
    long version = 0;
    try (JsonParser parser = DocumentJson.mapper().createParser(input.reader())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw notOurs(input);
      }
      while ((generator == null || field == null)
          && parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("generator")) {
          generator = value == JsonToken.VALUE_STRING ? parser.getString() : "";
        } else if (name.endsWith(SUFFIX)) {
          field = name;
          version = value == JsonToken.VALUE_NUMBER_INT ? number(parser) : 0;
        } else {
          parser.skipChildren();
        }
      }
    } catch (JacksonException e) {
      throw broken(input, e);
    }
    if (field == null || !GENERATOR.equals(generator)) {
      throw notOurs(input);
    }
    return new DocumentHead(field, version);
  }

  private static long number(JsonParser parser) {
    return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        ? Long.MAX_VALUE
        : parser.getLongValue();
  }

  private static RingbenchException notOurs(InputFile input) {
    return RingbenchException.badInput(
        input.path()
            + " is JSON, but no Ringbench result: its \"generator\" is not \"ringbench\", or it has"
            + " no schema version.");
  }

  /** Of what is no whole JSON. */
  static RingbenchException broken(InputFile input, JacksonException e) {
    return RingbenchException.badInput(
        input.path()
            + " is no whole JSON ("
            + e.getOriginalMessage()
            + "): it was truncated or is no document. Use another copy.",
        e);
  }
}
