// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.platform.LoadBench;
import dev.ringbench.platform.LoadBenches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Benches of {@code ringbench-sensor load}, a process without a JVM. */
final class LinuxLoadBenches implements LoadBenches {
  private final LinuxRunFiles files;

  LinuxLoadBenches(LinuxRunFiles files) {
    this.files = files;
  }

  @Override
  public LoadBench open(Path workDir) {
    CpuChoice cpus = CpuChoice.ofThisProcess();
    return new LinuxLoadBench(files.nativeDir(), workDir, cpus, cpus.forWorkload());
  }

  @Override
  public Map<String, String> queueLimits() {
    Map<String, String> limits = new LinkedHashMap<>();
    for (String name :
        List.of(
            "fs.fanotify.max_queued_events",
            "fs.inotify.max_queued_events",
            "net.core.rmem_max",
            "kernel.perf_event_mlock_kb")) {
      try {
        // In one read: a second one, further on, finds nothing there.
        limits.put(name, Files.readAllLines(Path.of("/proc/sys", name.replace('.', '/'))).get(0));
      } catch (IOException e) {
        // This kernel has no such limit, or does not say.
      }
    }
    return limits;
  }
}
