// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.capacity;

import dev.ringbench.model.Environment;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.Sensor;
import dev.ringbench.result.DocumentSchema;
import dev.ringbench.result.Documents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A capacity run. The form is fixed by results/schema/ringbench-capacity-1.schema.json.
 *
 * @param status complete or partial
 * @param statusReason why it is partial; null
 * @param emulated whether an emulator ran the machine
 * @param queueLimits of the system, by sysctl
 * @param fleet null without a replay
 */
public record CapacityDocument(
    String generator,
    int capacitySchemaVersion,
    String version,
    String status,
    String statusReason,
    String startedAt,
    String profile,
    long seed,
    boolean emulated,
    Environment environment,
    List<String> warnings,
    Map<String, String> queueLimits,
    List<Sensor> sensors,
    List<CapacityRow> rows,
    FleetReplay fleet) {

  /** Of the documents that this code writes. */
  public static final int SCHEMA_VERSION = 1;

  private static final String GENERATOR = "ringbench";

  private static final DocumentSchema SCHEMA =
      DocumentSchema.named("ringbench-capacity-1.schema.json");

  /** Defensive copies. */
  public CapacityDocument {
    generator = generator == null ? GENERATOR : generator;
    warnings = List.copyOf(warnings);
    sensors = List.copyOf(sensors);
    rows = List.copyOf(rows);
  }

  /** The document as text. */
  public String toJson() {
    String text = Documents.mapper().writeValueAsString(this);
    String broken = SCHEMA.firstError(text);
    if (broken != null) {
      throw new IllegalStateException("this run's own document breaks the schema: " + broken);
    }
    return text;
  }

  /**
   * Reads one.
   *
   * @throws RingbenchException bad input, for what is none
   */
  public static CapacityDocument read(Path file) {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw RingbenchException.badInput("Cannot read " + file + ": " + e.getMessage() + ".");
    }
    try {
      JsonNode version = Documents.mapper().readTree(text).get("capacity_schema_version");
      if (version == null) {
        throw RingbenchException.badInput(file + " is no document of `ringbench capacity`.");
      }
      if (version.asInt() > SCHEMA_VERSION) {
        throw RingbenchException.badInput(
            file
                + " has schema "
                + version
                + ", this Ringbench knows "
                + SCHEMA_VERSION
                + ". Use a newer one.");
      }
      String broken = SCHEMA.firstError(text);
      if (broken != null) {
        throw RingbenchException.badInput(file + ": " + broken + ".");
      }
      return Documents.mapper().readValue(text, CapacityDocument.class);
    } catch (JacksonException e) {
      throw RingbenchException.badInput(file + " is no JSON: " + e.getOriginalMessage() + ".");
    }
  }
}
