// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.subject.running;

import dev.ringbench.platform.MachineChanges;
import dev.ringbench.platform.SubjectHosting;
import dev.ringbench.subject.Subject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Services of this machine that were on when we came. They are turned off while others are
 * measured, and on again at the end, by whoever comes next where this process is killed.
 */
public final class FoundServices implements AutoCloseable {
  private final SubjectHosting hosting;
  private final Map<String, Found> known = new LinkedHashMap<>();

  /**
   * A service.
   *
   * @param promise of turning it on again; null: it was off
   */
  private record Found(Subject subject, SubjectShell shell, MachineChanges.Undo promise) {}

  public FoundServices(SubjectHosting hosting) {
    this.hosting = hosting;
  }

  /**
   * Looks once whether it is on, and turns it off.
   *
   * @throws SubjectFailure it cannot be turned off
   */
  public void turnOff(Subject subject, SubjectShell shell) throws SubjectFailure {
    Subject.Action action = subject.action();
    if (action.state().isEmpty() || known.containsKey(subject.id())) {
      return;
    }
    if (!shell.ends(action.state())) {
      known.put(subject.id(), new Found(subject, shell, null));
      return;
    }
    MachineChanges.Undo promise = hosting.promise(subject.id() + ", which was on,", action.on());
    known.put(subject.id(), new Found(subject, shell, promise));
    for (var command : action.off()) {
      shell.run(command, "it is on, and cannot be turned off");
    }
  }

  /** Whether it was on when we came. */
  public boolean wasOn(Subject subject) {
    Found found = known.get(subject.id());
    return found != null && found.promise() != null;
  }

  /** Turns on what was on; what does not work is tried again by the next run. */
  @Override
  public void close() {
    for (Found found : known.values()) {
      if (found.promise() == null) {
        continue;
      }
      try {
        for (var command : found.subject().action().on()) {
          found.shell().run(command, "cannot be turned on again");
        }
        found.promise().close();
      } catch (SubjectFailure e) {
        System.err.println(
            "ringbench: " + found.subject().id() + " was on and " + e.getMessage() + ".");
      }
    }
  }
}
