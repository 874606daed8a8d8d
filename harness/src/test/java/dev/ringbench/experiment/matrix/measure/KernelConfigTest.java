// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.matrix.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelConfigTest {
  @TempDir Path directory;

  @Test
  void whatMayChangeACostIsTakenFromAConfiguration() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("config-6.1"),
            """
            # CONFIG_PREEMPT is not set
            CONFIG_PREEMPT_DYNAMIC=y
            CONFIG_HZ=250
            CONFIG_CC_VERSION_TEXT="gcc-12 (Debian 12.2.0-14) 12.2.0"
            CONFIG_SOUND=m
            """);
    assertThat(KernelConfig.read(file))
        .containsOnlyKeys("CONFIG_PREEMPT_DYNAMIC", "CONFIG_HZ", "CONFIG_CC_VERSION_TEXT")
        .containsEntry("CONFIG_CC_VERSION_TEXT", "gcc-12 (Debian 12.2.0-14) 12.2.0");
    assertThat(KernelConfig.read(null)).isEmpty();
  }
}
