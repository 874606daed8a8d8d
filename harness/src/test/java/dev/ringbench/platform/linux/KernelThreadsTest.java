// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CPU time of kernel threads, from trees of a recorded shape. */
final class KernelThreadsTest {
  @TempDir private Path root;

  private void process(int pid, String name, int parent, String schedstat) throws IOException {
    Path process = Files.createDirectories(root.resolve("proc/" + pid));
    Files.writeString(process.resolve("stat"), pid + " (" + name + ") S " + parent + " 0 0\n");
    Files.writeString(process.resolve("schedstat"), schedstat + "\n");
  }

  @Test
  void threadsOfTheNameAreSummed() throws IOException {
    process(30, "kauditd", 2, "1200 7 3");
    process(31, "kworker/0:1", 2, "99 7 3");
    process(32, "kauditd", 2, "300 7 3");
    assertThat(KernelThreads.cpuNs(root, List.of("kauditd"))).contains(1500L);
  }

  @Test
  void aProgramOfTheNameIsNoKernelThread() throws IOException {
    process(4000, "kauditd", 1, "1200 7 3");
    process(4001, "a) S 2 (kauditd", 1, "1200 7 3");
    assertThat(KernelThreads.cpuNs(root, List.of("kauditd"))).isEmpty();
  }

  @Test
  void aKernelWithoutTheFileSaysNothingInsteadOfZero() throws IOException {
    process(30, "kauditd", 2, "1200 7 3");
    Files.delete(root.resolve("proc/30/schedstat"));
    assertThat(KernelThreads.cpuNs(root, List.of("kauditd"))).isEmpty();
    assertThat(KernelThreads.cpuNs(root.resolve("none"), List.of("kauditd"))).isEmpty();
  }
}
