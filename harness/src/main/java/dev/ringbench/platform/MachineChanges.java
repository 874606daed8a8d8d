// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform;

import dev.ringbench.model.Sensor;
import java.nio.file.Path;
import java.util.List;

/** What is changed on this machine for a while, and what runs that died have left of that. */
public interface MachineChanges {
  /**
   * Loads our kernel module into the running kernel; closing removes it.
   *
   * @param built its file; null: build it for the running kernel
   * @throws dev.ringbench.model.RingbenchException saying why this machine does not take it
   */
  Undo loadDriver(Path built);

  /**
   * Keeps what these sensors leave behind until the machine boots away from processes that start
   * from now on; closing ends that, and undoes what can be undone.
   */
  Undo limitResidue(List<Sensor> measured);

  /**
   * Lets a process that loops not keep the others of its session waiting, where the scheduler would
   * have it so, until closing.
   */
  Undo scheduleWithoutSessions();

  /** What runs of ours that died have left behind. */
  List<Leftover> leftovers();

  /** Something that stays as it is until this is closed. */
  interface Undo extends AutoCloseable {
    @Override
    void close();
  }

  /** Something of ours without an owner. {@code remove} throws when it cannot be removed. */
  record Leftover(String description, Runnable remove) {}
}
