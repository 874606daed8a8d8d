// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutableDirectoryTest {
  @TempDir Path directory;

  @Test
  void whereAProgramRunsIsFoundByRunningOneAndNothingStays() {
    assertThat(ExecutableDirectory.mayExecuteIn(directory)).isTrue();
    assertThat(directory).isEmptyDirectory();
    // Every Linux has it, and nothing can be made in it.
    assertThat(ExecutableDirectory.mayExecuteIn(Path.of("/proc"))).isFalse();
    assertThat(ExecutableDirectory.mayExecuteIn(directory.resolve("missing"))).isFalse();
  }

  @Test
  void aDirectoryThatIsMountedNoexecIsPassedOver() throws IOException {
    Path noexec = Files.createDirectory(directory.resolve("tmp"));
    Path cache = Files.createDirectory(directory.resolve("cache"));
    assertThat(ExecutableDirectory.choose(List.of(noexec, cache), path -> path.equals(cache)))
        .isEqualTo(cache);
  }

  @Test
  void withoutAnyTheyAreNamedAndWhatToSet() {
    assertThatThrownBy(() -> ExecutableDirectory.choose(List.of(directory), path -> false))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("noexec")
        .hasMessageContaining("-Djava.io.tmpdir=");
  }
}
