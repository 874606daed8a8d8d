// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.measure.RunLock;
import dev.ringbench.platform.MachineChanges;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Cleans up after runs that could not. */
final class Leftovers {
  private Leftovers() {}

  /**
   * For commands that do not measure: what a run that is going on uses is not left over, and not
   * everything says whose it is.
   */
  static List<String> removeUnlessMeasuring(MachineChanges changes, PrintStream out) {
    List<String> removed = new ArrayList<>();
    RunLock.unlessHeld(() -> removed.addAll(remove(changes, out)));
    return removed;
  }

  /** Removes what it finds and says so; returns what was found. */
  static List<String> remove(MachineChanges changes, PrintStream out) {
    return changes.leftovers().stream()
        .map(
            leftover -> {
              leftover.remove().run();
              out.println("ringbench: removed what a run before left: " + leftover.description());
              return leftover.description();
            })
        .toList();
  }
}
