// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.model.Handoff;
import dev.ringbench.model.Sensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Java believes of the library, asked from the library. */
class NativeContractTest {
  @TempDir static Path directory;

  @BeforeAll
  static void load() {
    RingbenchLibrary.load(NativeFiles.directory(directory.resolve("native")));
  }

  @Test
  void theAbiIsTheOneThatJavaWasWrittenFor() {
    assertThat(RingbenchLibrary.rb_abi_version()).isEqualTo(RingbenchLibrary.ABI_VERSION);
  }

  @Test
  void everyFieldHasAPlaceOfItsOwnInsideTheStructure() {
    long size = SharedLayout.SHARED_SIZE.value();
    Set<Long> offsets = new TreeSet<>();
    for (SharedLayout field :
        List.of(
            SharedLayout.ISSUED,
            SharedLayout.DELIVERED,
            SharedLayout.LOST,
            SharedLayout.LOST_UNKNOWN,
            SharedLayout.CANARIES,
            SharedLayout.FOREIGN,
            SharedLayout.CPU_USER,
            SharedLayout.CPU_SYSTEM,
            SharedLayout.PEAK_RSS,
            SharedLayout.VOLUNTARY_SWITCHES,
            SharedLayout.SAMPLES)) {
      assertThat(field.value()).isBetween(1L, size - 1);
      assertThat(offsets.add(field.value())).as(field.name()).isTrue();
    }
    assertThat(SharedLayout.SAMPLES.value())
        .isLessThanOrEqualTo(
            size - SharedLayout.SAMPLE_COUNT.value() * SharedLayout.SAMPLE_SIZE.value());
    assertThat(SharedLayout.SAMPLE_SIZE.value()).isEqualTo(40);
    assertThat(RingbenchLibrary.rb_layout(99)).isNegative();
  }

  @Test
  void everyDescriptorNamesKnownBaselinesFloorsAndPairs() {
    List<Sensor> sensors = new LinuxPlatform().sensors().all();
    Set<String> ids = sensors.stream().map(Sensor::id).collect(Collectors.toSet());
    assertThat(ids).hasSize(sensors.size());
    for (Sensor sensor : sensors) {
      assertThat(ids).contains(sensor.baseline());
      assertThat(sensor.floor() == null || ids.contains(sensor.floor())).isTrue();
      sensor.pairs().forEach(pair -> assertThat(ids).contains(pair.with()));
    }
  }

  @Test
  void cpuListsAreReadAsTheKernelWritesThem() {
    assertThat(CpuChoice.of("0-3,8")).isEqualTo(new CpuChoice(8, 0, List.of(0, 1, 2, 3, 8)));
    assertThat(CpuChoice.of(" 5\n").handoffs()).containsExactly(Handoff.SAME_CPU);
    assertThat(CpuChoice.of("0-1").handoffs())
        .containsExactly(Handoff.SAME_CPU, Handoff.OTHER_CPU, Handoff.BUSY_POLL);
  }
}
