// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.model.RingbenchException;
import dev.ringbench.platform.ControlGroup;
import dev.ringbench.platform.MachineChanges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One directory of the same name in each hierarchy of control groups: that of version 2 and those
 * of version 1 that count CPU time or memory, limit, or freeze. A question goes to the first that
 * has its file, so that no kind of machine needs a class of its own.
 */
final class LinuxControlGroup implements ControlGroup {
  /** PID-START of the controller follows, see {@link LeftControlGroups}. */
  static final String PREFIX = "ringbench-subject-";

  /** Between the controller and what tells its groups apart. */
  static final char AFTER_OWNER = '.';

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
  private static final AtomicInteger MADE = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(2);
  private static final long PERIOD_US = 100_000;
  private static final long LEAST_QUOTA_US = 1_000;
  private static final long NS_PER_US = 1_000;
  private static final String USAGE = "usage_usec ";

  private final ControlGroupDirectories group;
  private final Map<Path, Set<String>> enabled;
  private final List<String> obstacles;
  private MachineChanges.Undo end = this::end;

  private LinuxControlGroup(
      List<Path> groups, Map<Path, Set<String>> enabled, List<String> obstacles) {
    this.group = new ControlGroupDirectories(groups);
    this.enabled = enabled;
    this.obstacles = obstacles;
  }

  /**
   * Makes a group that no process is in yet. Where that is impossible it is one that answers
   * nothing.
   *
   * @param root "/", or the top of a made-up tree
   * @param name of whose processes it is: small letters, digits and "-"
   */
  static LinuxControlGroup create(Path root, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("Not a name of a control group: " + name);
    }
    String directory =
        PREFIX + ProcessIdentity.own() + AFTER_OWNER + name + "-" + MADE.incrementAndGet();
    List<Path> groups = new ArrayList<>();
    Map<Path, Set<String>> enabled = new LinkedHashMap<>();
    List<String> obstacles = new ArrayList<>();
    List<ControlGroupTree> trees = ControlGroupTree.mounted(root);
    if (trees.isEmpty()) {
      obstacles.add("No control groups are mounted. Mount cgroup2 at /sys/fs/cgroup.");
    }
    for (ControlGroupTree tree : trees) {
      make(tree, directory, groups, enabled, obstacles);
    }
    LinuxControlGroup made = new LinuxControlGroup(groups, enabled, obstacles);
    made.end = AtTheLatest.atEnd("end the processes of " + name, made::end);
    return made;
  }

  /** Of directories that are there. */
  static LinuxControlGroup existing(List<Path> groups) {
    return new LinuxControlGroup(groups, Map.of(), List.of());
  }

  private static void make(
      ControlGroupTree tree,
      String directory,
      List<Path> groups,
      Map<Path, Set<String>> enabled,
      List<String> obstacles) {
    String obstacle = null;
    for (Path parent : tree.parents()) {
      try {
        Path group = Files.createDirectory(parent.resolve(directory));
        groups.add(group);
        if (tree.unified()) {
          enabled.put(parent, ControlGroupTree.enable(parent));
        }
        return;
      } catch (IOException e) {
        obstacle = obstacle == null ? "Cannot create " + e.getMessage() : obstacle;
      }
    }
    obstacles.add(
        (obstacle == null ? "There is no directory " + tree.top() : obstacle)
            + ". Run as root, or in a group that is delegated to you (systemd-run --user --scope"
            + " -p Delegate=yes).");
  }

  @Override
  public List<String> enter() {
    if (group.groups().isEmpty()) {
      return List.of();
    }
    String files =
        group.groups().stream()
            .map(directory -> directory.resolve(ControlGroupDirectories.PROCESSES).toString())
            .map(file -> "'" + file.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    return List.of(
        "/bin/sh",
        "-c",
        "for f in " + files + "; do echo $$ >\"$f\" || exit 125; done; exec \"$@\"",
        "sh");
  }

  @Override
  public Optional<Long> cpuNs() {
    return group.number("cpuacct.usage").or(this::unifiedCpuNs);
  }

  /** Every group of version 2 has it, whatever controllers are enabled. */
  private Optional<Long> unifiedCpuNs() {
    return group
        .lines("cpu.stat")
        .filter(line -> line.startsWith(USAGE))
        .map(line -> HostTree.parseLong(line.substring(USAGE.length())))
        .filter(usage -> usage != null)
        .map(usage -> usage * NS_PER_US)
        .findFirst();
  }

  @Override
  public Optional<Long> memoryPeakBytes() {
    return group.number("memory.peak").or(() -> group.number("memory.max_usage_in_bytes"));
  }

  @Override
  public List<Long> processes() {
    return group.processes();
  }

  @Override
  public boolean freeze() {
    return group.has("cgroup.freeze")
        ? group.write("cgroup.freeze", "1") && waitFor(() -> isFrozen("1"))
        : group.write("freezer.state", "FROZEN")
            && waitFor(() -> group.says("freezer.state", "FROZEN"));
  }

  @Override
  public boolean thaw() {
    return group.has("cgroup.freeze")
        ? group.write("cgroup.freeze", "0") && waitFor(() -> isFrozen("0"))
        : group.write("freezer.state", "THAWED")
            && waitFor(() -> group.says("freezer.state", "THAWED"));
  }

  private boolean isFrozen(String state) {
    return group.lines("cgroup.events").anyMatch(("frozen " + state)::equals);
  }

  @Override
  public boolean limitCpu(double share) {
    if (!(share > 0)) {
      throw new IllegalArgumentException("Not a share of a CPU: " + share);
    }
    long quota = Math.max(LEAST_QUOTA_US, Math.round(share * PERIOD_US));
    return group.has("cpu.max")
        ? group.write("cpu.max", quota + " " + PERIOD_US)
        : group.write("cpu.cfs_period_us", Long.toString(PERIOD_US))
            && group.write("cpu.cfs_quota_us", Long.toString(quota));
  }

  @Override
  public boolean limitMemory(long bytes) {
    String most = Long.toString(bytes);
    if (group.has("memory.max")) {
      return group.write("memory.max", most) && group.writeWhereThere("memory.swap.max", "0");
    }
    // Memory with swap is never to be below memory alone, whichever way a limit before is left.
    return group.writeWhereThere("memory.memsw.limit_in_bytes", "-1")
        && group.write("memory.limit_in_bytes", most)
        && group.writeWhereThere("memory.memsw.limit_in_bytes", most);
  }

  @Override
  public boolean unlimited() {
    // All of them, also when one is refused.
    return Stream.of(
            group.writeWhereThere("cpu.max", "max " + PERIOD_US),
            group.writeWhereThere("memory.max", "max"),
            group.writeWhereThere("memory.swap.max", "max"),
            group.writeWhereThere("cpu.cfs_quota_us", "-1"),
            group.writeWhereThere("memory.memsw.limit_in_bytes", "-1"),
            group.writeWhereThere("memory.limit_in_bytes", "-1"))
        .allMatch(taken -> taken);
  }

  @Override
  public void kill() {
    // What version 1 has frozen does not die; what version 2 has frozen does.
    group.writeWhereThere("freezer.state", "THAWED");
    group.writeWhereThere("cgroup.kill", "1");
    boolean dead =
        waitFor(
            () -> {
              List<Long> left = processes();
              left.forEach(LinuxControlGroup::kill);
              return left.isEmpty();
            });
    if (!dead) {
      throw RingbenchException.machine(
          "Processes "
              + processes()
              + " of the control group "
              + group.groups().get(0)
              + " do not die. See /proc/PID/stack for what they wait for, then run again.");
    }
  }

  private static void kill(long process) {
    if (process != ProcessHandle.current().pid()) {
      ProcessHandle.of(process).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  @Override
  public String why() {
    List<String> reasons = new ArrayList<>(obstacles);
    if (!group.groups().isEmpty()) {
      if (cpuNs().isEmpty()) {
        reasons.add("No mounted control group counts CPU time.");
      }
      if (memoryPeakBytes().isEmpty()) {
        reasons.add(
            "No mounted control group tells the peak of memory: that takes Linux 5.19 with the"
                + " memory controller, or version 1.");
      }
      if (!group.has("cgroup.freeze") && !group.has("freezer.state")) {
        reasons.add("No mounted control group freezes: that takes Linux 5.2, or version 1.");
      }
      if (!group.has("cpu.max") && !group.has("cpu.cfs_quota_us")) {
        reasons.add("No mounted control group limits CPU time: the cpu controller is not ours.");
      }
      if (!group.has("memory.max") && !group.has("memory.limit_in_bytes")) {
        reasons.add("No mounted control group limits memory: the memory controller is not ours.");
      }
    }
    return String.join(" ", reasons);
  }

  @Override
  public void close() {
    end.close();
  }

  private void end() {
    kill();
    IOException[] last = new IOException[1];
    boolean removed =
        waitFor(
            () -> {
              try {
                group.remove();
                return true;
              } catch (IOException e) {
                last[0] = e;
                return false;
              }
            });
    if (!removed) {
      throw RingbenchException.machine(
          "Cannot remove "
              + last[0].getMessage()
              + ". End the processes that its cgroup.procs names, then run again.",
          last[0]);
    }
    enabled.forEach(
        (parent, controllers) -> {
          if (!LeftControlGroups.isParent(parent)) {
            ControlGroupTree.disable(parent, controllers);
          }
        });
  }

  private static boolean waitFor(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      try {
        Thread.sleep(PAUSE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return condition.getAsBoolean();
      }
    }
    return true;
  }
}
