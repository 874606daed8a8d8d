// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.SensorInventory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The sensors of {@code ringbench-sensor}. */
final class LinuxSensorInventory implements SensorInventory {
  private static final int PROBE_TIMEOUT_SECONDS = 15;

  private final JsonMapper json = new JsonMapper();
  private final LinuxRunFiles files;

  LinuxSensorInventory(LinuxRunFiles files) {
    this.files = files;
  }

  @Override
  public List<Sensor> all() {
    return SensorDescriptors.sensors();
  }

  @Override
  public List<Handoff> handoffs() {
    return List.copyOf(CpuChoice.ofThisProcess().handoffs());
  }

  @Override
  public Availability probe(Cell cell, Path workDir) {
    if (cell.handoff().needsOtherCpu() && !handoffs().contains(cell.handoff())) {
      return Availability.refused(
          cell,
          "hand-off " + cell.handoff() + " needs two CPUs and this process may use one",
          "allow a second CPU (taskset, cpuset)");
    }
    CpuChoice cpus = CpuChoice.ofThisProcess();
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "probe",
                cell.sensor(),
                cell.operation().nativeCode(),
                cell.handoff().nativeCode(),
                cpus.workload(),
                cpus.sensor(),
                workDir));
    if (cell.rules() > 0) {
      arguments.add(new Content(files.nativeDir()).generated(cell.rules()));
    }
    return toAvailability(
        cell, NativeCommand.run(PROBE_TIMEOUT_SECONDS, files.sensorProgram(), arguments.toArray()));
  }

  private Availability toAvailability(Cell cell, NativeCommand.Output output) {
    if (!output.standardOutput().startsWith("{")) {
      return Availability.refused(
          cell,
          "probe ended with " + output.describe(),
          "run `ringbench doctor --verbose`, and report it if it stays");
    }
    JsonNode result = json.readTree(output.standardOutput());
    return result.get("available").asBoolean()
        ? Availability.of(cell)
        : Availability.refused(
            cell, result.get("reason").asString(), result.get("remedy").asString());
  }
}
