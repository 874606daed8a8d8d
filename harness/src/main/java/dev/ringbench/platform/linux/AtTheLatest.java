// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.platform.MachineChanges;

/** What is undone when it is closed, and at the latest when this process is told to end. */
final class AtTheLatest {
  private AtTheLatest() {}

  /** Also by a signal; after kill -9 the next run does it. {@code name}: of the thread. */
  static MachineChanges.Undo atEnd(String name, Runnable undo) {
    Thread atEnd = new Thread(undo, name);
    Runtime.getRuntime().addShutdownHook(atEnd);
    return () -> {
      try {
        Runtime.getRuntime().removeShutdownHook(atEnd);
        undo.run();
      } catch (IllegalStateException e) {
        // The process is ending by a signal, and the hook does it.
      }
    };
  }
}
