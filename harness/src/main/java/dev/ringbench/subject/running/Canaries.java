// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.subject.running;

import dev.ringbench.model.Operation;
import dev.ringbench.subject.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Known operations that a subject has to report: in front, because no line of a log says that the
 * first event will be seen, and behind, on every CPU.
 */
public final class Canaries {
  private static final int POLL_MILLIS = 2;
  private static final int CANARY_MILLIS = 200;

  /** What cannot be read while it runs is given so long. */
  private static final int OFFLINE_MILLIS = 1500;

  private static final int CANARY_LIMIT_MILLIS = 5000;
  private static final int LAST_TRIES = 5;
  private static final int LAST_MILLIS = 4000;

  private final Subject subject;
  private final Actor actor;
  private final EventLog log;
  private final SubjectShell shell;
  private final Wrap wrap;
  private final Alive alive;
  private final List<Actor.Batch> unseen = new ArrayList<>();

  /** What stands before the next command. */
  interface Wrap {
    List<String> next() throws SubjectFailure;
  }

  /** Whether the subject is still there. */
  interface Alive {
    void require() throws SubjectFailure;
  }

  Canaries(Subject subject, Actor actor, EventLog log, SubjectShell shell, Wrap wrap, Alive alive) {
    this.subject = subject;
    this.actor = actor;
    this.log = log;
    this.shell = shell;
    this.wrap = wrap;
    this.alive = alive;
  }

  /** Until each operation was reported, and refused what has to be. */
  void awaitReady(long began) throws SubjectFailure {
    long deadline = began + TimeUnit.SECONDS.toNanos(subject.readyWithinSeconds());
    if (subject.isOffline()) {
      awaitReadyLine(deadline);
      RunningSubject.pause(OFFLINE_MILLIS);
      canaries(actor.cpu());
      alive.require();
      return;
    }
    for (Operation operation : subject.operations().keySet()) {
      while (!awaitEvent(canary(operation, actor.cpu()), CANARY_MILLIS)) {
        alive.require();
        if (System.nanoTime() > deadline) {
          throw new SubjectFailure(
              "it reported no "
                  + operation
                  + " of ours within "
                  + subject.readyWithinSeconds()
                  + " s"
                  + (log.lastComplaint() == null ? "" : ": " + log.lastComplaint()),
              shell.remedy());
        }
      }
    }
    awaitReadyLine(deadline);
    awaitRefusal(deadline);
  }

  private void awaitReadyLine(long deadline) throws SubjectFailure {
    while (!log.saidReady()) {
      alive.require();
      if (System.nanoTime() > deadline) {
        throw new SubjectFailure(
            "the line that says that it is ready did not come", "mend `ready` in its description");
      }
      RunningSubject.pause(POLL_MILLIS);
      log.poll();
    }
  }

  private void awaitRefusal(long deadline) throws SubjectFailure {
    if (subject.denied() == null) {
      return;
    }
    while (!refuses()) {
      if (System.nanoTime() > deadline) {
        throw new SubjectFailure(
            "it does not refuse what it has to refuse",
            "mend `denied` in its description, or its configuration");
      }
      RunningSubject.pause(CANARY_MILLIS);
    }
  }

  /** Whether it refuses now what it has to refuse. */
  boolean refuses() throws SubjectFailure {
    int error = actor.open(wrap.next(), actor.work().resolve(subject.denied().file()));
    return (error == Errno.EPERM && subject.denied().errors().contains("EPERM"))
        || (error == Errno.EACCES && subject.denied().errors().contains("EACCES"));
  }

  /** What the caller of a refused operation sees. */
  private static final class Errno {
    static final int EPERM = 1;
    static final int EACCES = 13;
  }

  Actor.Batch canary(Operation operation, int cpu) throws SubjectFailure {
    Actor.Batch batch = actor.prepare(operation, 1);
    actor.act(wrap.next(), new Actor.Work(batch, 1, 0, CANARY_LIMIT_MILLIS, cpu), null);
    return batch;
  }

  private void canaries(int cpu) throws SubjectFailure {
    for (Operation operation : subject.operations().keySet()) {
      unseen.add(canary(operation, cpu));
    }
  }

  private boolean awaitEvent(Actor.Batch batch, int millis) throws SubjectFailure {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    do {
      log.poll();
      if (!log.of(batch).isEmpty()) {
        return true;
      }
      RunningSubject.pause(POLL_MILLIS);
    } while (System.nanoTime() < deadline);
    return false;
  }

  /**
   * Once more for each operation, behind what was measured; where the log can be read only
   * afterwards, {@link #requireSeen} looks for it.
   */
  public void requireAgain() throws SubjectFailure {
    if (subject.isOffline()) {
      canaries(actor.cpu());
      return;
    }
    for (Operation operation : subject.operations().keySet()) {
      boolean seen = false;
      for (int i = 0; i < LAST_TRIES && !seen; i++) {
        seen = awaitEvent(canary(operation, actor.cpu()), LAST_MILLIS);
      }
      if (!seen) {
        throw new SubjectFailure(
            "it reported no " + operation + " of ours behind what was measured", shell.remedy());
      }
    }
  }

  /** An operation on each CPU: buffers of a CPU tell of their loss with the next event there. */
  public boolean tail(Operation operation, int millis) throws SubjectFailure {
    List<Actor.Batch> sent = new ArrayList<>();
    for (int cpu : actor.cpus()) {
      sent.add(canary(operation, cpu));
    }
    if (subject.isOffline()) {
      unseen.addAll(sent);
      return true;
    }
    boolean all = true;
    for (Actor.Batch batch : sent) {
      all &= awaitEvent(batch, millis);
    }
    return all;
  }

  /** Those that could not be looked for when they were done, and that the log does not name now. */
  void requireSeen() throws SubjectFailure {
    for (Actor.Batch batch : unseen) {
      if (log.of(batch).isEmpty()) {
        throw new SubjectFailure(
            "its log does not name the canary " + batch.name(), shell.remedy());
      }
    }
  }

  /** Until it has named nothing new for a while. */
  public void settle(int quietMillis, int mostMillis) throws SubjectFailure {
    long begin = System.nanoTime();
    long last = begin;
    while (System.nanoTime() - last < TimeUnit.MILLISECONDS.toNanos(quietMillis)
        && System.nanoTime() - begin < TimeUnit.MILLISECONDS.toNanos(mostMillis)) {
      if (log.poll()) {
        last = System.nanoTime();
      }
      RunningSubject.pause(POLL_MILLIS);
    }
  }
}
