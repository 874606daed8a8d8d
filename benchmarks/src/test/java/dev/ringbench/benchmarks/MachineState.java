// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Everything on this machine that a run of ours could leave: BPF programs, fanotify groups, mounts,
 * directories, processes and a setting of the scheduler. Read from the kernel, not through our own
 * code. What belongs to commands of a test that runs beside this one is left out.
 */
record MachineState(
    TreeSet<String> bpfPrograms,
    TreeSet<String> fanotifyHolders,
    TreeSet<String> mounts,
    TreeSet<String> directories,
    TreeSet<String> processes,
    String autogroups) {
  private static final long REAPING_LIMIT_NS = TimeUnit.SECONDS.toNanos(60);
  private static final long REAPING_POLL_NS = TimeUnit.MILLISECONDS.toNanos(50);

  /** After any command of ours has removed what a run killed before these tests left. */
  static MachineState cleaned(Path directory) throws Exception {
    MachineState now = now();
    if (now.directories.isEmpty() && now.processes.isEmpty()) {
      return now; // whoever leaves something leaves one of these
    }
    // The quickest that does: a doctor tries every sensor there is.
    String document = directory.resolve("cleaned.json").toString();
    assertThat(
            Ringbench.run(directory, "capacity", "--sensors", "none", "--force", "--out", document)
                .exitCode())
        .isZero();
    return now();
  }

  /**
   * An attack that kills a sensor makes an orphan of what the sensor had started. When that has
   * ended, it is init that reaps it, when it finds the time; see OrphansIT for all others.
   */
  static MachineState now() throws IOException {
    long deadline = System.nanoTime() + REAPING_LIMIT_NS;
    MachineState now = read();
    while (now.processes.stream().anyMatch(one -> one.endsWith(" Z 1"))
        && System.nanoTime() < deadline) {
      LockSupport.parkNanos(REAPING_POLL_NS);
      now = read();
    }
    return now;
  }

  private static MachineState read() throws IOException {
    TreeSet<String> bpf = new TreeSet<>();
    TreeSet<String> fanotify = new TreeSet<>();
    TreeSet<String> processes = new TreeSet<>();
    for (Path process : list(Path.of("/proc"), "[0-9]+")) {
      if (isOfAnotherTest(process)) {
        continue;
      }
      for (Path descriptor : list(process.resolve("fdinfo"), "[0-9]+")) {
        String info = read(descriptor);
        if (info.contains("prog_id:")) {
          bpf.add(process + " " + info.replaceAll("(?s).*(prog_id:\\s*[0-9]+).*", "$1"));
        }
        if (info.contains("fanotify ")) {
          fanotify.add(process + " " + descriptor.getFileName());
        }
      }
      String command = read(process.resolve("comm")).strip();
      if (command.startsWith("ringbench-")) {
        processes.add(describe(process));
      }
    }
    TreeSet<String> directories = new TreeSet<>();
    for (String parent : List.of(System.getProperty("java.io.tmpdir"), "/dev/shm")) {
      for (Path entry : list(Path.of(parent), "ringbench-[0-9][0-9a-z-]*")) {
        if (!Ringbench.isOfAnotherTest(controller(entry))) {
          directories.add(entry.toString());
        }
      }
    }
    TreeSet<String> mounts = new TreeSet<>(read(Path.of("/proc/self/mounts")).lines().toList());
    return new MachineState(bpf, fanotify, mounts, directories, processes, readAutogroups());
  }

  /** With state and parent: a zombie asks for another remedy than one that runs. */
  static String describe(Path process) {
    return process
        + read(process.resolve("stat")).replaceFirst("(?s)^\\d+( \\(.*\\) . \\d+).*", "$1");
  }

  /** "1\n": the scheduler groups by session; empty: this kernel does not know how. */
  static String readAutogroups() {
    return read(Path.of("/proc/sys/kernel/sched_autogroup_enabled"));
  }

  private static boolean isOfAnotherTest(Path process) {
    return ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
        .map(Ringbench::isBelowAnotherTest)
        .orElse(false);
  }

  /** Whose directory it is: the first number of its name. */
  private static long controller(Path directory) {
    return Long.parseLong(
        directory.getFileName().toString().replaceFirst("^ringbench-(\\d{1,10}).*", "$1"));
  }

  private static List<Path> list(Path directory, String names) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.filter(path -> path.getFileName().toString().matches(names)).toList();
    } catch (IOException e) {
      return List.of(); // gone meanwhile, or not ours to see
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return ""; // gone meanwhile, or not ours to see
    }
  }
}
