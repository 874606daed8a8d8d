// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.macro;

import dev.ringbench.document.DocumentForm;
import dev.ringbench.document.DocumentHead;
import dev.ringbench.document.SensorReferences;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Environment;
import dev.ringbench.model.Sensor;
import java.util.List;
import java.util.stream.Stream;

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

  /** How it is read and written. */
  public static final DocumentForm<MacroDocument> FORM =
      new DocumentForm<>(
          MacroDocument.class,
          "ringbench macro",
          "macro_schema_version",
          SCHEMA_VERSION,
          "ringbench-macro-1.schema.json",
          MacroDocument::firstContradiction);

  /** Defensive copies. */
  public MacroDocument {
    generator = generator == null ? DocumentHead.GENERATOR : generator;
    warnings = List.copyOf(warnings);
    sensors = List.copyOf(sensors);
    availability = List.copyOf(availability);
    workloads = List.copyOf(workloads);
    missing = List.copyOf(missing);
    samples = List.copyOf(samples);
  }

  /** What in it no schema can forbid and no reader can work with; null: nothing. */
  private String firstContradiction() {
    return SensorReferences.firstContradiction(
        sensors,
        Stream.concat(
            availability.stream().map(tried -> tried.cell().sensor()),
            samples.stream().map(MacroSample::sensor)));
  }
}
