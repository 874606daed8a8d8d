// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.model.RingbenchException;
import dev.ringbench.platform.MachineChanges.Leftover;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Control groups of native/fault/place.c whose conductor (PID-START) was killed: nobody else
 * removes them. Their processes have died with it.
 */
final class FaultGroups {
  private static final String PREFIX = "ringbench-fault-";
  private static final List<String> MOUNTS = List.of("sys/fs/cgroup", "sys/fs/cgroup/unified");

  private FaultGroups() {}

  /** {@code root}: "/", or the top of a recorded tree. */
  static List<Leftover> leftovers(Path root) {
    List<Leftover> found = new ArrayList<>();
    for (String mount : MOUNTS) {
      try (DirectoryStream<Path> groups =
          Files.newDirectoryStream(root.resolve(mount), PREFIX + "*")) {
        for (Path group : groups) {
          String owner = group.getFileName().toString().substring(PREFIX.length());
          if (ProcessIdentity.parse(owner).filter(gone -> !gone.isAlive()).isPresent()) {
            found.add(new Leftover("control group " + group, () -> remove(group)));
          }
        }
      } catch (IOException e) {
        // No control groups there, and so none of ours.
      }
    }
    return found;
  }

  private static void remove(Path group) {
    try {
      Files.delete(group);
    } catch (IOException e) {
      throw RingbenchException.machine(
          "Cannot remove "
              + group
              + ": "
              + e.getMessage()
              + ". End the processes that its cgroup.procs names, then run again.",
          e);
    }
  }
}
