// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.model.Mode;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Sensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the program says of its sensors, and what stands beside it. Needs no root. */
class SensorDescriptorsTest {
  @TempDir Path directory;

  private static List<String> ids(JsonNode rows) {
    List<String> ids = new ArrayList<>();
    rows.forEach(row -> ids.add(row.get("id").asString()));
    return ids;
  }

  private static Sensor sensor(String id) {
    return SensorDescriptors.sensors().stream()
        .filter(sensor -> sensor.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theJarHasWhatItsProgramSays() {
    NativeFiles.unpack(directory);
    NativeCommand.Output said =
        NativeCommand.run(10, directory.resolve("ringbench-sensor"), "describe");
    assertThat(said.exitCode()).as(said.describe()).isZero();
    assertThat(new JsonMapper().readTree(said.standardOutput()))
        .isEqualTo(SensorDescriptors.rows(SensorDescriptors.DESCRIBED));
  }

  @Test
  void everySensorIsDescribedOnceOnEachSide() {
    assertThat(ids(SensorDescriptors.rows(SensorDescriptors.FILE)))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            ids(SensorDescriptors.rows(SensorDescriptors.DESCRIBED)));
  }

  @Test
  void aDescriptorSaysNothingThatTheProgramKnows() {
    for (JsonNode row : SensorDescriptors.rows(SensorDescriptors.FILE)) {
      for (String ability : SensorDescriptors.ABILITIES) {
        assertThat(row.has(ability)).as(row.get("id") + " has " + ability).isFalse();
      }
    }
  }

  @Test
  void whoeverMayRefuseRefusesItsCanary() {
    for (JsonNode row : SensorDescriptors.rows(SensorDescriptors.DESCRIBED)) {
      boolean refuses = row.path("canary").path("errno").asInt(0) != 0;
      assertThat(refuses || !row.get("mode").asString().equals("AUTH"))
          .as(row.get("id").asString())
          .isTrue();
    }
  }

  @Test
  void bothSidesAreOneSensor() {
    Sensor sensor = sensor("fanotify-permission");
    assertThat(sensor.mode()).isEqualTo(Mode.AUTH);
    assertThat(sensor.evaluates()).isTrue();
    assertThat(sensor.consumer()).isTrue();
    assertThat(sensor.queue()).isEqualTo("fs.fanotify.max_queued_events");
    assertThat(sensor.operations()).containsExactly(Operation.OPEN, Operation.EXEC, Operation.STAT);
    assertThat(sensor.failure()).isEqualTo("open");
    assertThat(sensor("bpf-null").queue()).isNull();
    assertThat(sensor("bpf-null").mode()).isEqualTo(Mode.NONE);
  }
}
