// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.macro;

import dev.ringbench.check.Check;
import dev.ringbench.check.Copies;
import dev.ringbench.check.Descriptors;
import dev.ringbench.check.Violations;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Sensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether runs of programs are each of its own, in the rows that the sensors of the build give. */
final class MacroTrust {
  private final MacroDocument document;

  MacroTrust(MacroDocument document) {
    this.document = document;
  }

  List<Check> all() {
    return List.of(rows(), Descriptors.check(document.sensors(), document.version()), copies());
  }

  /** As MacroRun.cells has them: one hand-off for all that have a consumer. */
  private Check rows() {
    Violations violations = new Violations();
    Map<String, Cell> tried = new HashMap<>();
    Set<Handoff> handoffs = new HashSet<>();
    for (Availability row : document.availability()) {
      tried.put(row.cell().sensor(), row.cell());
      if (row.cell().handoff() != Handoff.NONE) {
        handoffs.add(row.cell().handoff());
      }
    }
    violations.require(handoffs.size() <= 1, () -> "more than one hand-off: " + handoffs);
    for (Sensor sensor : document.sensors()) {
      Cell cell = tried.remove(sensor.id());
      violations.require(
          cell != null
              && cell.operation() == sensor.programs()
              && (cell.handoff() != Handoff.NONE) == sensor.consumer(),
          () -> sensor.id() + " is not in availability as its descriptor gives it: " + cell);
    }
    violations.require(
        tried.isEmpty(), () -> "in availability, and among no sensors: " + tried.keySet());
    Map<String, Handoff> ofSensors = new HashMap<>();
    document
        .availability()
        .forEach(row -> ofSensors.put(row.cell().sensor(), row.cell().handoff()));
    for (MacroSample sample : document.samples()) {
      violations.require(
          sample.handoff() == ofSensors.get(sample.sensor()),
          () ->
              "%s with %s, step %d: handoff %s is not that of its row"
                  .formatted(sample.workload(), sample.sensor(), sample.step(), sample.handoff()));
    }
    return violations.check("rows", document.sensors().size() + " rows, as the sensors give them");
  }

  /** Times are in ns, and those of a processor in us: no two runs of programs have both. */
  private Check copies() {
    Copies copies = new Copies();
    for (MacroSample sample : document.samples()) {
      if (sample.reason() == null) {
        copies.addCertain(
            "%s with %s, round %d, step %d"
                .formatted(sample.workload(), sample.sensor(), sample.round(), sample.step()),
            List.of(sample.elapsedMs(), sample.cpuMs()));
      }
    }
    return copies.check("copies", "no two runs took the same time");
  }
}
