// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.files.AtomicFile;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.platform.MachineChanges.Leftover;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The scheduler's automatic task groups, one a session (sched_autogroup(7)). Under Linux 6.18 what
 * shares one with a process that loops may wait for a second and more: so did tasks in 16 of 4,296
 * fault runs beside such sensors, and in none of 1,074 with the groups switched off.
 */
final class Autogroups {
  private static final String SETTING = "proc/sys/kernel/sched_autogroup_enabled";

  /** There while we have them switched off; has our pid and start. */
  private static final String MARK = "run/ringbench-autogroups";

  private static final String ON = "1";
  private static final String OFF = "0";

  private final Path setting;
  private final Path mark;

  /** {@code root}: "/", or the top of a recorded tree. */
  Autogroups(Path root) {
    setting = root.resolve(SETTING);
    mark = root.resolve(MARK);
  }

  /** False: there are none, they are off already, or we may not switch them off. */
  boolean switchOff() {
    try {
      if (!Files.isWritable(setting) || !Files.readString(setting).strip().equals(ON)) {
        return false;
      }
      AtomicFile.replace(mark, AtomicFile.Content.of(ProcessIdentity.own().toString()));
      Files.writeString(setting, OFF);
      return true;
    } catch (IOException e) {
      forget(); // nothing was switched off
      return false;
    }
  }

  private void forget() {
    try {
      Files.deleteIfExists(mark);
    } catch (IOException e) {
      // The next run switches on what is on, and removes it.
    }
  }

  void restore() {
    try {
      if (Files.exists(mark)) {
        Files.writeString(setting, ON);
        Files.delete(mark);
      }
    } catch (IOException e) {
      throw RingbenchException.machine(
          "Cannot write "
              + setting
              + ": "
              + e.getMessage()
              + ". Write 1 to it, and remove "
              + mark
              + ".",
          e);
    }
  }

  List<Leftover> leftovers() {
    if (!Files.isWritable(mark)) {
      return List.of();
    }
    try {
      if (ProcessIdentity.parse(Files.readString(mark).strip())
          .filter(ProcessIdentity::isAlive)
          .isPresent()) {
        return List.of();
      }
    } catch (IOException e) {
      // Whoever wrote it is gone.
    }
    return List.of(
        new Leftover("the scheduler's automatic task groups, switched off", this::restore));
  }
}
