// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.platform.MachineChanges;
import java.util.concurrent.locks.LockSupport;

/** What is undone when it is closed, and at the latest when this process is told to end. */
final class AtTheLatest {
  private AtTheLatest() {}

  /** Also by a signal; after kill -9 the next run does it. {@code name}: of the thread. */
  static MachineChanges.Undo atEnd(String name, Runnable undo) {
    return atEnd(name, undo, undo);
  }

  /**
   * The same with two ways out.
   *
   * @param end done by a signal
   * @param closed done where it is closed before
   */
  static MachineChanges.Undo atEnd(String name, Runnable end, Runnable closed) {
    Thread atEnd = new Thread(end, name);
    try {
      Runtime.getRuntime().addShutdownHook(atEnd);
    } catch (IllegalStateException e) {
      // The process is ending by a signal: nothing new begins.
      end.run();
      while (true) {
        LockSupport.park();
      }
    }
    return () -> {
      try {
        Runtime.getRuntime().removeShutdownHook(atEnd);
        closed.run();
      } catch (IllegalStateException e) {
        // The process is ending by a signal, and the hook does it.
      }
    };
  }
}
