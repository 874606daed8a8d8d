// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.model.Environment;
import dev.ringbench.model.Watcher;
import java.io.PrintStream;
import java.util.List;

/** Says before measuring who else watches this machine. */
final class Watchers {
  private Watchers() {}

  /** A line each. */
  static void name(Environment environment, PrintStream out) {
    List<Watcher> watchers = environment.watchers();
    if (watchers != null) {
      watchers.forEach(
          watcher ->
              out.println(
                  "ringbench: also watching this machine: "
                      + watcher.text()
                      + "; "
                      + watcher.reach().sentence()
                      + "."));
    }
  }
}
