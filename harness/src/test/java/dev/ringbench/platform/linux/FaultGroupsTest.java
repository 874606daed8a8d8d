// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultGroupsTest {
  private static final String NOBODY = "4194305"; // above the largest pid that a kernel gives

  @TempDir Path root;

  @Test
  void removesTheGroupsOfConductorsThatAreGoneAndNoOthers() throws Exception {
    Path groups = Files.createDirectories(root.resolve("sys/fs/cgroup/unified"));
    Path left = Files.createDirectory(groups.resolve("ringbench-fault-" + NOBODY));
    Path used = Files.createDirectory(groups.resolve("ringbench-fault-" + ProcessIdentity.own()));
    Path foreign = Files.createDirectory(groups.resolve("ringbench-fault-notes"));
    var found = FaultGroups.leftovers(root);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).description()).isEqualTo("control group " + left);
    found.get(0).remove().run();
    assertThat(left).doesNotExist();
    assertThat(used).exists();
    assertThat(foreign).exists();
  }

  @Test
  void findsNothingWhereThereAreNoGroups() {
    assertThat(FaultGroups.leftovers(root)).isEmpty();
  }
}
