// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform;

import java.util.List;
import java.util.Optional;

/**
 * A control group for the processes of one sensor that is not ours: what they use together, and a
 * way to hold, limit and end all of them. Where this machine has no such groups, or only a part of
 * them, questions are answered with empty, wishes with false, and {@link #why} says why.
 */
public interface ControlGroup extends AutoCloseable {
  /**
   * A command that puts itself into the group and then becomes the command whose words follow, with
   * the same process id; it ends with 125 where the group does not take it. Empty without a group,
   * so that it can be put before any command.
   */
  List<String> enter();

  /** CPU time of all processes since the group was made, dead ones included, in ns. */
  Optional<Long> cpuNs();

  /** The most memory that was charged to the group at one time, page cache included, in bytes. */
  Optional<Long> memoryPeakBytes();

  /** Ids of the processes in the group now, ascending. */
  List<Long> processes();

  /** Stops all processes where they are; true when all are stopped. */
  boolean freeze();

  /** Lets them go on; true when they do. */
  boolean thaw();

  /**
   * Lets all processes together have no more CPU time than this.
   *
   * @param share in CPUs, above 0: 0.5 is half of one
   */
  boolean limitCpu(double share);

  /** Lets them have no more memory than this, swap included; more is the kernel's to end. */
  boolean limitMemory(long bytes);

  /** Takes back both limits; true when none is left. */
  boolean unlimited();

  /**
   * Kills all processes, also those that they start meanwhile.
   *
   * @throws dev.ringbench.model.RingbenchException when some do not die within seconds
   */
  void kill();

  /** Why questions are answered with empty or wishes with false; empty when everything works. */
  String why();

  /**
   * Kills all processes and removes the group.
   *
   * @throws dev.ringbench.model.RingbenchException when it cannot be removed
   */
  @Override
  void close();
}
