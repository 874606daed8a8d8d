// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.platform.MachineChanges.Leftover;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Sensor processes whose benchmark is gone. The kernel kills them with their parent
 * (PR_SET_PDEATHSIG), so there should be none; each holds BPF programs or fanotify marks.
 */
final class OrphanedSensors {
  private static final Set<String> PROGRAMS =
      Set.of("ringbench-sensor", "ringbench-sensor-faulty", "ringbench-fault");

  private static final long INIT = 1;

  private OrphanedSensors() {}

  static List<Leftover> leftovers() {
    return ProcessHandle.allProcesses()
        .filter(OrphanedSensors::isSensor)
        .filter(process -> process.parent().map(OrphanedSensors::isInit).orElse(true))
        .map(
            process ->
                new Leftover(
                    "sensor process " + process.pid() + " without its benchmark",
                    process::destroyForcibly))
        .toList();
  }

  /** In a container the first process may be the controller itself, or another command of ours. */
  private static boolean isInit(ProcessHandle parent) {
    return parent.pid() == INIT && !runsJava(parent);
  }

  private static boolean runsJava(ProcessHandle process) {
    return process.info().command().map(command -> command.endsWith("/java")).orElse(false);
  }

  private static boolean isSensor(ProcessHandle process) {
    return process
        .info()
        .command()
        .map(command -> PROGRAMS.contains(Path.of(command).getFileName().toString()))
        .orElse(false);
  }
}
