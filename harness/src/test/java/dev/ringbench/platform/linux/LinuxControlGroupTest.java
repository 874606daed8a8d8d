// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On trees of ordinary files: what the kernel would make, the tests make. */
class LinuxControlGroupTest {
  private static final String UNIFIED = "cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0\n";

  @TempDir Path root;

  private Path mount(String mounts, String top) throws IOException {
    Files.createDirectories(root.resolve("proc/self"));
    Files.writeString(root.resolve("proc/mounts"), mounts);
    return Files.createDirectories(root.resolve(top));
  }

  private static Path only(Path parent) throws IOException {
    try (var groups = Files.newDirectoryStream(parent, "ringbench-subject-*")) {
      return groups.iterator().next();
    }
  }

  private static void kernelMakes(Path group, String... namesAndTexts) throws IOException {
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      Files.writeString(group.resolve(namesAndTexts[i]), namesAndTexts[i + 1]);
    }
  }

  private static void kernelRemovesFiles(Path group) throws IOException {
    try (var files = Files.newDirectoryStream(group, Files::isRegularFile)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }

  @Test
  void answersEmptyAndSaysWhyWhereNoGroupsAreMounted() throws Exception {
    mount("proc /proc proc rw 0 0\n", "sys");
    try (LinuxControlGroup group = LinuxControlGroup.create(root, "auditd")) {
      assertThat(group.enter()).isEmpty();
      assertThat(group.cpuNs()).isEmpty();
      assertThat(group.memoryPeakBytes()).isEmpty();
      assertThat(group.processes()).isEmpty();
      assertThat(group.freeze()).isFalse();
      assertThat(group.thaw()).isFalse();
      assertThat(group.limitCpu(1)).isFalse();
      assertThat(group.limitMemory(1 << 20)).isFalse();
      assertThat(group.why()).startsWith("No control groups are mounted.");
    }
  }

  @Test
  void saysWhyItCannotBeMade() throws Exception {
    mount(UNIFIED, "sys/fs");
    try (LinuxControlGroup group = LinuxControlGroup.create(root, "auditd")) {
      assertThat(group.why()).contains("There is no directory").contains("Run as root");
    }
  }

  @Test
  void refusesNamesThatWouldLeaveItsDirectory() {
    assertThatThrownBy(() -> LinuxControlGroup.create(root, "../auditd"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void asksVersionTwo() throws Exception {
    Path top = mount(UNIFIED, "sys/fs/cgroup");
    kernelMakes(top, "cgroup.controllers", "cpu io memory", "cgroup.subtree_control", "memory");
    LinuxControlGroup group = LinuxControlGroup.create(root, "auditd");
    assertThat(top.resolve("cgroup.subtree_control")).hasContent("+cpu");
    Path directory = only(top);
    assertThat(directory.getFileName().toString())
        .startsWith("ringbench-subject-" + ProcessIdentity.own() + ".auditd-");
    assertThat(group.why()).contains("counts CPU time").contains("Linux 5.19");
    kernelMakes(
        directory,
        "cpu.stat",
        "usage_usec 1500\nuser_usec 1000\n",
        "memory.peak",
        "4096\n",
        "cgroup.freeze",
        "0\n",
        "cgroup.events",
        "populated 1\nfrozen 1\n",
        "cpu.max",
        "max 100000\n",
        "memory.max",
        "max\n",
        "memory.swap.max",
        "max\n");
    assertThat(group.why()).isEmpty();
    assertThat(group.cpuNs()).contains(1_500_000L);
    assertThat(group.memoryPeakBytes()).contains(4096L);
    assertThat(group.freeze()).isTrue();
    assertThat(directory.resolve("cgroup.freeze")).hasContent("1");
    kernelMakes(directory, "cgroup.events", "populated 1\nfrozen 0\n");
    assertThat(group.thaw()).isTrue();
    assertThat(group.limitCpu(0.25)).isTrue();
    assertThat(directory.resolve("cpu.max")).hasContent("25000 100000");
    assertThat(group.limitMemory(1 << 20)).isTrue();
    assertThat(directory.resolve("memory.max")).hasContent("1048576");
    assertThat(directory.resolve("memory.swap.max")).hasContent("0");
    assertThat(group.unlimited()).isTrue();
    assertThat(directory.resolve("cpu.max")).hasContent("max 100000");
    assertThat(directory.resolve("memory.max")).hasContent("max");
    kernelRemovesFiles(directory);
    group.close();
    assertThat(directory).doesNotExist();
    assertThat(top.resolve("cgroup.subtree_control")).hasContent("-cpu");
    group.close(); // once more does nothing
  }

  @Test
  void asksTheHierarchiesOfVersionOneThatHaveTheAnswer() throws Exception {
    mount(
        """
        cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,cpu,cpuacct 0 0
        cgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0
        cgroup /sys/fs/cgroup/freezer cgroup rw,freezer 0 0
        cgroup /sys/fs/cgroup/systemd cgroup rw,name=systemd 0 0
        """,
        "sys/fs/cgroup/cpu,cpuacct");
    Path memory = Files.createDirectories(root.resolve("sys/fs/cgroup/memory"));
    Path freezer = Files.createDirectories(root.resolve("sys/fs/cgroup/freezer"));
    LinuxControlGroup group = LinuxControlGroup.create(root, "auditd");
    Path ofCpu = only(root.resolve("sys/fs/cgroup/cpu,cpuacct"));
    Path ofMemory = only(memory);
    Path ofFreezer = only(freezer);
    kernelMakes(
        ofCpu,
        "cpuacct.usage",
        "1234\n",
        "cpu.stat",
        "nr_periods 0\n",
        "cpu.cfs_period_us",
        "100000\n",
        "cpu.cfs_quota_us",
        "-1\n");
    kernelMakes(
        ofMemory,
        "memory.max_usage_in_bytes",
        "8192\n",
        "memory.limit_in_bytes",
        "9223372036854771712\n",
        "memory.memsw.limit_in_bytes",
        "9223372036854771712\n");
    kernelMakes(ofFreezer, "freezer.state", "THAWED\n");
    assertThat(group.why()).isEmpty();
    assertThat(group.cpuNs()).contains(1234L);
    assertThat(group.memoryPeakBytes()).contains(8192L);
    assertThat(group.freeze()).isTrue();
    assertThat(ofFreezer.resolve("freezer.state")).hasContent("FROZEN");
    assertThat(group.thaw()).isTrue();
    assertThat(group.limitCpu(1.5)).isTrue();
    assertThat(ofCpu.resolve("cpu.cfs_quota_us")).hasContent("150000");
    assertThat(group.limitMemory(1 << 20)).isTrue();
    assertThat(ofMemory.resolve("memory.limit_in_bytes")).hasContent("1048576");
    assertThat(ofMemory.resolve("memory.memsw.limit_in_bytes")).hasContent("1048576");
    assertThat(group.unlimited()).isTrue();
    assertThat(ofMemory.resolve("memory.limit_in_bytes")).hasContent("-1");
    for (Path directory : List.of(ofCpu, ofMemory, ofFreezer)) {
      kernelRemovesFiles(directory);
    }
    group.close();
    assertThat(ofCpu).doesNotExist();
    assertThat(ofMemory).doesNotExist();
    assertThat(ofFreezer).doesNotExist();
  }

  @Test
  void isMadeBelowItsOwnGroupWhereTheTopIsAnothers() throws Exception {
    Path top = mount(UNIFIED, "sys/fs/cgroup");
    Files.writeString(root.resolve("proc/self/cgroup"), "0::/user.slice/ours.scope\n");
    Path own = Files.createDirectories(top.resolve("user.slice/ours.scope"));
    assertThat(ControlGroupTree.mounted(root).get(0).parents()).containsExactly(top, own);
  }

  @Test
  void puttingACommandInKeepsItsWordsAndItsProcess() throws Exception {
    Path top = mount(UNIFIED.replace("cgroup ", "it's\\040here "), "sys/fs/it's here");
    LinuxControlGroup group = LinuxControlGroup.create(root, "auditd");
    Path processes = only(top).resolve("cgroup.procs");
    List<String> command = new ArrayList<>(group.enter());
    command.addAll(List.of("sh", "-c", "echo \"$$ $1\"", "sh", "two  words"));
    Process process = new ProcessBuilder(command).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(said).isEqualTo(process.pid() + " two  words");
    assertThat(processes).hasContent(Long.toString(process.pid()));
    assertThat(group.processes()).containsExactly(process.pid());
    Files.delete(processes);
    group.close();
    process = new ProcessBuilder(command).start();
    assertThat(process.waitFor()).isEqualTo(125);
  }
}
