// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.platform.MachineChanges;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** What is undone when it is closed, and at the latest when this process is told to end. */
final class AtTheLatest {
  private static final int MOST_WAITS = 400;
  private static final int WAIT_MILLIS = 50;
  private static final Set<Thread> ENDS = ConcurrentHashMap.newKeySet();

  private AtTheLatest() {}

  /** For hooks that remove what these still use: until all have run, for 20 s at most. */
  static void awaitEnds() throws InterruptedException {
    for (int i = 0; i < MOST_WAITS; i++) {
      if (ENDS.stream().allMatch(end -> end.getState() == Thread.State.TERMINATED)) {
        return;
      }
      Thread.sleep(WAIT_MILLIS);
    }
  }

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
      ENDS.add(atEnd);
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
        ENDS.remove(atEnd);
        closed.run();
      } catch (IllegalStateException e) {
        // The process is ending by a signal, and the hook does it.
      }
    };
  }
}
