// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** On the groups of this machine, with processes that are really in them. */
class RealControlGroupTest {
  private static final Path ROOT = Path.of("/");

  private static LinuxControlGroup groupOrSkip() {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root makes control groups");
    LinuxControlGroup group = LinuxControlGroup.create(ROOT, "test");
    assumeTrue(!group.enter().isEmpty(), group.why());
    return group;
  }

  private static Process start(LinuxControlGroup group, String... words) throws IOException {
    List<String> command = new ArrayList<>(group.enter());
    command.addAll(List.of(words));
    return new ProcessBuilder(command).start();
  }

  private static void waitForCpuTime(LinuxControlGroup group, long above) throws Exception {
    for (int i = 0; i < 1000 && group.cpuNs().orElseThrow() <= above; i++) {
      Thread.sleep(10);
    }
    assertThat(group.cpuNs().orElseThrow()).isGreaterThan(above);
  }

  @Test
  void countsStopsLimitsAndKillsWhatIsInIt() throws Exception {
    LinuxControlGroup group = groupOrSkip();
    try (group) {
      Process loop = start(group, "sh", "-c", "sleep 60 & while :; do :; done");
      assumeTrue(group.cpuNs().isPresent(), group.why());
      waitForCpuTime(group, 50_000_000);
      assertThat(group.processes()).contains(loop.pid()).hasSize(2);
      if (group.memoryPeakBytes().isPresent()) {
        assertThat(group.memoryPeakBytes().get()).isPositive();
      }
      if (group.freeze()) {
        long frozen = group.cpuNs().orElseThrow();
        Thread.sleep(50);
        assertThat(group.cpuNs()).contains(frozen);
        assertThat(group.thaw()).isTrue();
        waitForCpuTime(group, frozen);
      }
      if (group.limitCpu(0.1) && group.limitMemory(64 << 20)) {
        assertThat(group.unlimited()).isTrue();
      }
      group.freeze(); // the frozen die too
      group.kill();
      assertThat(loop.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(group.processes()).isEmpty();
    }
    assertThat(ControlGroupTree.mounted(ROOT).stream().flatMap(tree -> tree.parents().stream()))
        .allSatisfy(
            parent ->
                assertThat(parent.toFile().list())
                    .noneMatch(name -> name.contains(ProcessIdentity.own() + ".test-")));
  }

  @Test
  void closingKillsWhatIsStillInItAndRemovesIt() throws Exception {
    LinuxControlGroup group = groupOrSkip();
    Process sleeper = start(group, "sleep", "60");
    for (int i = 0; i < 1000 && group.processes().isEmpty(); i++) {
      Thread.sleep(10);
    }
    group.close();
    assertThat(sleeper.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(start(group, "true").waitFor()).isEqualTo(125);
  }
}
