// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.model.RingbenchException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One measurement at a time. */
class RunLockTest {
  @Test
  void aSecondRunIsRefusedWithThePidOfTheFirst(@TempDir Path directory) {
    Path file = directory.resolve("lock");
    String held =
        RunLock.holding(
            file,
            () -> {
              assertThatThrownBy(() -> RunLock.holding(file, () -> "never"))
                  .isInstanceOf(RingbenchException.class)
                  .hasMessageContaining("pid " + ProcessHandle.current().pid());
              return "held";
            });
    assertThat(held).isEqualTo("held");
    assertThat(RunLock.<String>holding(file, () -> "again")).isEqualTo("again");
  }
}
