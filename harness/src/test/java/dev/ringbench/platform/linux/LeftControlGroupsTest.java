// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftControlGroupsTest {
  private static final String NOBODY = "4194305"; // above the largest pid that a kernel gives

  @TempDir Path root;
  private Path unified;
  private Path freezer;

  @BeforeEach
  void mountBothVersions() throws Exception {
    Files.createDirectories(root.resolve("proc"));
    Files.writeString(
        root.resolve("proc/mounts"),
        """
        cgroup /sys/fs/cgroup/freezer cgroup rw,relatime,freezer 0 0
        cgroup2 /sys/fs/cgroup/unified cgroup2 rw,relatime 0 0
        """);
    unified = Files.createDirectories(root.resolve("sys/fs/cgroup/unified"));
    freezer = Files.createDirectories(root.resolve("sys/fs/cgroup/freezer"));
  }

  @Test
  void removesTheGroupsOfConductorsThatAreGoneAndNoOthers() throws Exception {
    Path left = Files.createDirectory(unified.resolve("ringbench-fault-" + NOBODY));
    Path used = Files.createDirectory(unified.resolve("ringbench-fault-" + ProcessIdentity.own()));
    Path foreign = Files.createDirectory(unified.resolve("ringbench-fault-notes"));
    var found = LeftControlGroups.leftovers(root);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).description()).isEqualTo("control group " + left);
    found.get(0).remove().run();
    assertThat(left).doesNotExist();
    assertThat(used).exists();
    assertThat(foreign).exists();
  }

  @Test
  void removesTheGroupsOfSubjectsInAllHierarchiesAtOnce() throws Exception {
    String name = "ringbench-subject-" + NOBODY + "-77.auditd-1";
    Path first = Files.createDirectory(unified.resolve(name));
    Path second = Files.createDirectory(freezer.resolve(name));
    Path below = Files.createDirectory(first.resolve("made-by-the-subject"));
    Path used =
        Files.createDirectory(
            freezer.resolve("ringbench-subject-" + ProcessIdentity.own() + ".auditd-1"));
    var found = LeftControlGroups.leftovers(root);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).description())
        .isEqualTo("control group " + first + " and 1 more of that name");
    found.get(0).remove().run();
    assertThat(first).doesNotExist();
    assertThat(second).doesNotExist();
    assertThat(below).doesNotExist();
    assertThat(used).exists();
  }

  @Test
  void killsTheProcessesThatAreLeftInAGroup() throws Exception {
    Path left = Files.createDirectory(unified.resolve("ringbench-subject-" + NOBODY + "-77.a-1"));
    Process process = new ProcessBuilder("sleep", "60").start();
    Path processes = Files.writeString(left.resolve("cgroup.procs"), process.pid() + "\n");
    var found = LeftControlGroups.leftovers(root);
    assertThat(found.get(0).description())
        .isEqualTo("control group " + left + ", with 1 processes");
    // As the kernel does: the dead are no longer named, and its files go with the group.
    var gone = process.onExit().thenApply(dead -> processes.toFile().delete());
    found.get(0).remove().run();
    assertThat(process.isAlive()).isFalse();
    assertThat(gone.join()).isTrue();
    assertThat(left).doesNotExist();
  }

  @Test
  void findsNothingWhereThereAreNoGroups() throws Exception {
    assertThat(LeftControlGroups.leftovers(root)).isEmpty();
    Files.delete(root.resolve("proc/mounts"));
    assertThat(LeftControlGroups.leftovers(root)).isEmpty();
  }
}
