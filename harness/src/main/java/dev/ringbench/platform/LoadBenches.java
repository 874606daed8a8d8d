// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform;

import java.nio.file.Path;
import java.util.Map;

/** Places to put sensors under load. */
public interface LoadBenches {
  /** Opens one, with its files in {@code workDir}. */
  LoadBench open(Path workDir);

  /**
   * What limits the system sets to queues of sensors: names as sysctl has them, and values. Empty
   * where nobody can read them.
   */
  Map<String, String> queueLimits();
}
