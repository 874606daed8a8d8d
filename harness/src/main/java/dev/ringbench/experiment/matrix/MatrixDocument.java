// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.matrix;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ringbench.counted.InstructionCount;
import dev.ringbench.document.DocumentForm;
import dev.ringbench.document.DocumentHead;
import dev.ringbench.document.SensorReferences;
import dev.ringbench.model.Environment;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Sensor;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Counted instructions of sensors over kernels. The form is fixed by
 * results/schema/ringbench-matrix-1.schema.json.
 *
 * @param status complete or partial
 * @param statusReason why it is partial; null
 * @param finishedAt when it was complete; null: it is not
 * @param boots of each kernel, each of which counts every row
 * @param environment of the first kernel's guest
 * @param kernels the oldest first
 * @param shard which of the planned kernels these are; null: all of them
 */
public record MatrixDocument(
    String generator,
    int matrixSchemaVersion,
    String version,
    String status,
    String statusReason,
    String startedAt,
    String finishedAt,
    int boots,
    List<Operation> operations,
    Environment environment,
    List<String> warnings,
    List<Sensor> sensors,
    List<MatrixKernel> kernels,
    @JsonInclude(JsonInclude.Include.NON_NULL) MatrixShard shard) {
  /** Of the documents that this code writes. */
  public static final int SCHEMA_VERSION = 1;

  /** How it is read and written. */
  public static final DocumentForm<MatrixDocument> FORM =
      new DocumentForm<>(
          MatrixDocument.class,
          "ringbench guest matrix",
          "matrix_schema_version",
          SCHEMA_VERSION,
          "ringbench-matrix-1.schema.json",
          MatrixDocument::firstContradiction);

  /** Defensive copies. */
  public MatrixDocument {
    generator = generator == null ? DocumentHead.GENERATOR : generator;
    operations = List.copyOf(operations);
    warnings = List.copyOf(warnings);
    sensors = List.copyOf(sensors);
    kernels = List.copyOf(kernels);
  }

  /** The sensor of that id, which {@link #FORM} has seen to be there. */
  Sensor sensor(String id) {
    return sensors.stream().filter(sensor -> sensor.id().equals(id)).findFirst().orElseThrow();
  }

  /** What in it no schema can forbid and no reader can work with; null: nothing. */
  private String firstContradiction() {
    String unknown =
        SensorReferences.firstContradictionWithBaselines(
            sensors,
            kernels.stream()
                .flatMap(kernel -> kernel.counts().stream())
                .map(InstructionCount::sensor));
    if (unknown != null) {
      return unknown;
    }
    if (operations.isEmpty()) {
      return "it names no operation";
    }
    if (shard != null && shard.number() > shard.of()) {
      return "it is shard " + shard;
    }
    Set<String> names = new HashSet<>();
    for (MatrixKernel kernel : kernels) {
      if (shard != null && !shard.own().contains(kernel.name())) {
        return "kernel " + kernel.name() + " is not in shard " + shard;
      }
      if (!names.add(kernel.name())) {
        return "kernel " + kernel.name() + " comes twice";
      }
      Set<String> places = new HashSet<>();
      for (InstructionCount count : kernel.counts()) {
        if (!places.add(count.cell() + " " + count.boot())) {
          return kernel.name() + ": " + count.cell() + " was counted twice in one boot";
        }
        if (count.boot() >= boots) {
          return kernel.name() + " has a boot " + count.boot() + ", and there are " + boots;
        }
        if (!operations.contains(count.operation())) {
          return kernel.name() + " has counts of " + count.operation() + ", which is not named";
        }
      }
    }
    return null;
  }
}
