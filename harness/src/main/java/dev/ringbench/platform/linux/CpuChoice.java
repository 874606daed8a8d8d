// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.model.Handoff;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which CPUs are used: the workload gets the last allowed one, away from CPU 0's interrupts, and a
 * sensor on another CPU the first.
 *
 * @param workload CPU of the monitored thread
 * @param sensor CPU of a sensor elsewhere; equals {@code workload} where there is only one
 * @param allowed all that this process may use
 */
record CpuChoice(int workload, int sensor, List<Integer> allowed) {

  /** Of the CPUs that this process may use. */
  static CpuChoice ofThisProcess() {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("Cpus_allowed_list:"))
          .map(line -> CpuChoice.of(line.substring(line.indexOf(':') + 1)))
          .findFirst()
          .orElseThrow(() -> RingbenchException.machine("/proc/self/status names no CPUs."));
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot read /proc/self/status: " + e.getMessage() + ".", e);
    }
  }

  /** From a list as in /proc/self/status, {@code 0-3,8}. */
  static CpuChoice of(String allowedList) {
    List<Integer> cpus = new ArrayList<>();
    for (String range : allowedList.trim().split(",", -1)) {
      String[] ends = range.split("-", -1);
      int last = Integer.parseInt(ends[ends.length - 1]);
      for (int cpu = Integer.parseInt(ends[0]); cpu <= last; cpu++) {
        cpus.add(cpu);
      }
    }
    return new CpuChoice(cpus.get(cpus.size() - 1), cpus.get(0), List.copyOf(cpus));
  }

  /**
   * For several producing threads, the first's first, away from the sensor's while there are
   * others.
   */
  List<Integer> forWorkload() {
    List<Integer> cpus = new ArrayList<>(allowed);
    Collections.reverse(cpus);
    return cpus;
  }

  /** Every hand-off that so many CPUs allow. */
  Set<Handoff> handoffs() {
    EnumSet<Handoff> all = EnumSet.of(Handoff.SAME_CPU);
    if (workload != sensor) {
      all.add(Handoff.OTHER_CPU);
      all.add(Handoff.BUSY_POLL);
    }
    return all;
  }
}
