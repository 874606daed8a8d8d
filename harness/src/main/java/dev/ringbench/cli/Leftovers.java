// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.platform.SensorPlatform;
import java.io.PrintStream;
import java.util.List;

/** Cleans up after runs that could not. */
final class Leftovers {
  private Leftovers() {}

  /** Removes what it finds and says so; returns what was found. */
  static List<String> remove(SensorPlatform platform, PrintStream out) {
    return platform.leftovers().stream()
        .map(
            leftover -> {
              leftover.remove().run();
              out.println("ringbench: removed what a run before left: " + leftover.description());
              return leftover.description();
            })
        .toList();
  }
}
