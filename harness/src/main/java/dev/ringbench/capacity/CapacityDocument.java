// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.capacity;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ringbench.model.Environment;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.Sensor;
import dev.ringbench.result.DocumentForm;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A capacity run. The form is fixed by results/schema/ringbench-capacity-1.schema.json.
 *
 * @param status complete or partial
 * @param statusReason why it is partial; null
 * @param emulated whether an emulator ran the machine
 * @param queueLimits of the system, by sysctl
 * @param fleet null without a replay
 * @param content SHA-256 of what events were compared with, by number of rules; null: in older
 *     documents
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
    FleetReplay fleet,
    @JsonInclude(JsonInclude.Include.NON_NULL) Map<Integer, String> content) {

  /** Of the documents that this code writes. */
  public static final int SCHEMA_VERSION = 1;

  private static final String GENERATOR = "ringbench";

  private static final DocumentForm<CapacityDocument> FORM =
      new DocumentForm<>(
          CapacityDocument.class,
          "ringbench capacity",
          "capacity_schema_version",
          SCHEMA_VERSION,
          "ringbench-capacity-1.schema.json");

  /** Defensive copies. */
  public CapacityDocument {
    generator = generator == null ? GENERATOR : generator;
    warnings = List.copyOf(warnings);
    sensors = List.copyOf(sensors);
    rows = List.copyOf(rows);
  }

  /** Whether any row, or any sensor's replay, was measured. */
  public boolean hasFigures() {
    return rows.stream().anyMatch(row -> row.status() == CapacityRow.Status.OK)
        || (fleet != null && fleet.rows().stream().anyMatch(row -> row.reason() == null));
  }

  /** The document as text. */
  public String toJson() {
    return FORM.toJson(this);
  }

  /**
   * Reads one.
   *
   * @throws RingbenchException bad input, for what is none
   */
  public static CapacityDocument read(Path file) {
    return FORM.read(file);
  }
}
