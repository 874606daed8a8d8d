// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.capacity;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ringbench.document.DocumentForm;
import dev.ringbench.document.DocumentHead;
import dev.ringbench.document.SensorReferences;
import dev.ringbench.figure.Histograms;
import dev.ringbench.model.Environment;
import dev.ringbench.model.Sensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

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

  /** How it is read and written. */
  public static final DocumentForm<CapacityDocument> FORM =
      new DocumentForm<>(
          CapacityDocument.class,
          "ringbench capacity",
          "capacity_schema_version",
          SCHEMA_VERSION,
          "ringbench-capacity-1.schema.json",
          CapacityDocument::firstContradiction);

  /** Defensive copies. */
  public CapacityDocument {
    generator = generator == null ? DocumentHead.GENERATOR : generator;
    warnings = List.copyOf(warnings);
    sensors = List.copyOf(sensors);
    rows = List.copyOf(rows);
  }

  /** Whether any row, or any sensor's replay, was measured. */
  public boolean hasFigures() {
    return rows.stream().anyMatch(row -> row.status() == CapacityRow.Status.OK)
        || (fleet != null && fleet.rows().stream().anyMatch(row -> row.reason() == null));
  }

  /** What in it no schema can forbid and no reader can work with; null: nothing. */
  private String firstContradiction() {
    Stream<FleetReplay.Row> replayed = fleet == null ? Stream.of() : fleet.rows().stream();
    String unknown =
        SensorReferences.firstContradiction(
            sensors,
            Stream.concat(
                rows.stream().map(CapacityRow::sensor), replayed.map(FleetReplay.Row::sensor)));
    if (unknown != null) {
      return unknown;
    }
    Optional<CapacityRow> unlimited =
        rows.stream()
            .filter(row -> row.status() == CapacityRow.Status.OK && row.limit() == null)
            .findFirst();
    if (unlimited.isPresent()) {
      return "a row of " + unlimited.get().sensor() + " has figures, and nothing that ends them";
    }
    Stream<CapacityPoint> points =
        Stream.concat(
            rows.stream().flatMap(row -> row.points().stream()),
            fleet == null
                ? Stream.of()
                : fleet.rows().stream().flatMap(row -> row.points().stream()));
    return points
        .map(CapacityPoint::histograms)
        .flatMap(
            encoded ->
                Arrays.stream(new String[] {encoded.latency(), encoded.service(), encoded.delay()}))
        .map(Histograms::defectOf)
        .filter(Objects::nonNull)
        .findFirst()
        .map(defect -> "a histogram is " + defect)
        .orElse(null);
  }
}
