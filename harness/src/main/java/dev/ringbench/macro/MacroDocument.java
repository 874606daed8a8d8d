// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.macro;

import dev.ringbench.model.Availability;
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
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A run of programs. The form is fixed by results/schema/ringbench-macro-1.schema.json.
 *
 * @param status complete or partial
 * @param statusReason why it is partial; null
 * @param workloads that were asked for
 * @param missing workloads that cannot run here, each a sentence
 */
public record MacroDocument(
    String generator,
    int macroSchemaVersion,
    String version,
    String status,
    String statusReason,
    String startedAt,
    int rounds,
    long seed,
    boolean emulated,
    Environment environment,
    List<String> warnings,
    List<Sensor> sensors,
    List<Availability> availability,
    List<String> workloads,
    List<String> missing,
    List<MacroSample> samples) {
  /** Of the documents that this code writes. */
  public static final int SCHEMA_VERSION = 1;

  private static final String GENERATOR = "ringbench";

  private static final DocumentSchema SCHEMA =
      DocumentSchema.named("ringbench-macro-1.schema.json");

  /** Defensive copies. */
  public MacroDocument {
    generator = generator == null ? GENERATOR : generator;
    warnings = List.copyOf(warnings);
    sensors = List.copyOf(sensors);
    availability = List.copyOf(availability);
    workloads = List.copyOf(workloads);
    missing = List.copyOf(missing);
    samples = List.copyOf(samples);
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
  public static MacroDocument read(Path file) {
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      JsonNode version = Documents.mapper().readTree(text).get("macro_schema_version");
      if (version == null) {
        throw RingbenchException.badInput(file + " is no document of `ringbench macro`.");
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
      return Documents.mapper().readValue(text, MacroDocument.class);
    } catch (IOException e) {
      throw RingbenchException.badInput("Cannot read " + file + ": " + e.getMessage() + ".");
    } catch (JacksonException e) {
      throw RingbenchException.badInput(file + " is no JSON: " + e.getOriginalMessage() + ".");
    }
  }
}
