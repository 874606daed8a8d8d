// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform;

import dev.ringbench.model.Architecture;
import java.nio.file.Path;
import java.util.List;

/** Files of this process alone, and what our processes need of them. */
public interface RunFiles {
  /** A directory of this process alone, for the workload's files; on a tmpfs where possible. */
  Path workDir();

  /** Writes the native files into an existing directory, for a machine that has none. */
  void unpackNative(Path directory);

  /**
   * The same for a machine of that architecture; they are built where this program carries none.
   *
   * @throws dev.ringbench.model.RingbenchException when that is not possible
   */
  void unpackNative(Path directory, Architecture architecture);

  /** Arguments that a benchmark JVM needs to find the native files. */
  List<String> forkArguments();
}
