// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform;

import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Sensor;
import java.nio.file.Path;
import java.util.List;

/** Which sensors a platform has, and whether this machine can run them. */
public interface SensorInventory {
  /**
   * Every sensor that this platform knows, available here or not, baselines and floors included.
   */
  List<Sensor> all();

  /** The hand-offs that this machine's CPUs allow. */
  List<Handoff> handoffs();

  /**
   * Loads and attaches a sensor in a process of its own and wants its canary. Never throws for a
   * sensor that does not work: that is a result.
   */
  Availability probe(Cell cell, Path workDir);
}
