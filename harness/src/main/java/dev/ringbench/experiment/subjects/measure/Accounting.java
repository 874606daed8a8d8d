// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects.measure;

import dev.ringbench.experiment.subjects.SubjectAccount;
import dev.ringbench.figure.Histograms;
import dev.ringbench.model.Mode;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Percentiles;
import dev.ringbench.subject.OutsideFault;
import dev.ringbench.subject.Subject;
import dev.ringbench.subject.running.ActResult;
import dev.ringbench.subject.running.Actor;
import dev.ringbench.subject.running.EventLog;
import dev.ringbench.subject.running.RunningSubject;
import dev.ringbench.subject.running.SubjectFailure;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/** What becomes of the events of one operation, from the subject's start to its end. */
final class Accounting {
  private static final int QUIET_MILLIS = 400;
  private static final int MOST_MILLIS = 15_000;
  private static final int TAIL_MILLIS = 2000;
  private static final int[] RATES = {1_000, 3_000, 10_000, 30_000, 100_000};
  private static final int[] EXEC_RATES = {100, 300, 1_000};
  private static final int RATE_MILLIS = 1000;
  private static final int MOST_LAG_MILLIS = 1000;
  private static final int OVERFLOW_MILLIS = 8000;
  private static final int MOST_OF_A_COMPLAINT = 120;
  private static final int MOST_TARGETS = 40_000;
  private static final double ENOUGH = 0.9;

  private final Subject subject;
  private final RunningSubject running;
  private final Actor actor;
  private final Path files;
  private final Consumer<String> before;
  private final boolean overflowing;
  private SubjectAccount.Phase paced = new SubjectAccount.Phase(0, 0, 0);
  private SubjectAccount.Phase flood = new SubjectAccount.Phase(0, 0, 0);
  private Percentiles delay;
  private Long pidsRight;
  private boolean tail;
  private Double held;
  private SubjectAccount.Overflow overflow;
  private String left;

  /**
   * Makes an account.
   *
   * @param overflowing whether it is also stopped until its queue overflows
   * @param before hears of each step
   */
  Accounting(
      Subject subject,
      RunningSubject running,
      Actor actor,
      Path files,
      boolean overflowing,
      Consumer<String> before) {
    this.overflowing = overflowing;
    this.before = before;
    this.subject = subject;
    this.running = running;
    this.actor = actor;
    this.files = files;
  }

  /** How many, and how fast. */
  private record Size(int paced, double ratePerSecond, int flood) {
    static Size of(Operation operation) {
      return switch (operation) {
        case EXEC -> new Size(100, 100, 1000);
        case CONNECT -> new Size(200, 200, 5000);
        default -> new Size(400, 400, 20_000);
      };
    }
  }

  /** Runs it to the subject's end. */
  SubjectAccount run(Operation operation) throws SubjectFailure {
    Size size = Size.of(operation);
    Actor.Batch slow = actor.prepare(operation, size.paced());
    Actor.Batch fast = actor.prepare(operation, size.flood());
    double readyMs = running.start();
    String reason = null;
    Double stopMs = null;
    Long lost = null;
    long slowDone = 0;
    long slowPid = 0;
    long slowNs = 0;
    long fastDone = 0;
    long fastNs = 0;
    Path stamps = files.resolve("stamps");
    try {
      say(operation, "paced");
      ActResult first = watched(slow, size.ratePerSecond(), stamps);
      slowDone = first.done();
      slowPid = first.pid();
      slowNs = first.elapsedNs();
      running.canaries().settle(QUIET_MILLIS, MOST_MILLIS);
      say(operation, "flood");
      ActResult second =
          actor.act(
              running.wrap(),
              new Actor.Work(fast, size.flood(), 0, MOST_MILLIS, actor.cpu()),
              null);
      fastDone = second.done();
      fastNs = second.elapsedNs();
      running.canaries().settle(QUIET_MILLIS, MOST_MILLIS);
      say(operation, "canaries behind it");
      tail = running.canaries().tail(operation, TAIL_MILLIS);
      running.canaries().settle(QUIET_MILLIS, MOST_MILLIS);
      lost = running.reportedLost(); // of these two phases: what comes next is to lose some
      held = held(operation);
      if (overflowing && canOverflow()) {
        overflow = overflow(operation, size.flood());
      }
      say(operation, "end");
      stopMs = running.stop();
      List<Long> outlived = running.outlived();
      left = outlived.isEmpty() ? null : outlived.size() + " of its processes outlived it";
      if (subject.isOffline()) {
        lost = running.reportedLost(); // it says nothing before its end
      }
    } catch (SubjectFailure e) {
      reason = e.getMessage();
    }
    Map<Integer, EventLog.Seen> seen = running.log().of(slow);
    paced = new SubjectAccount.Phase(slowDone, Math.min(slowDone, seen.size()), slowNs);
    flood =
        new SubjectAccount.Phase(
            fastDone, Math.min(fastDone, running.log().of(fast).size()), fastNs);
    if (slowDone > 0) {
      describe(operation, seen, slowPid, stamps);
    }
    actor.removeQuietly(slow);
    actor.removeQuietly(fast);
    return new SubjectAccount(
        subject.id(),
        operation,
        readyMs,
        stopMs,
        paced,
        flood,
        held,
        delay,
        lost,
        pidsRight,
        running.group().memoryPeakBytes().orElse(null),
        running.log().bytes(),
        tail,
        overflow,
        left,
        reason);
  }

  /**
   * The highest of the rates, ascending, at which the log names every operation; null: at none, or
   * nobody can look before its end.
   */
  private Double held(Operation operation) throws SubjectFailure {
    if (subject.isOffline()) {
      return null;
    }
    Double most = null;
    for (int rate : operation == Operation.EXEC ? EXEC_RATES : RATES) {
      say(operation, rate + " a second");
      int count = (int) Math.min(rate * (long) RATE_MILLIS / 1000, MOST_TARGETS);
      Actor.Batch batch = actor.prepare(operation, count);
      ActResult result =
          actor.act(
              running.wrap(), new Actor.Work(batch, count, rate, MOST_MILLIS, actor.cpu()), null);
      // What waits longer was not held, it was put off.
      running.canaries().settle(QUIET_MILLIS, MOST_LAG_MILLIS);
      double offered = result.issued() * 1e9 / Math.max(1, result.elapsedNs());
      boolean named = result.done() > 0 && running.log().of(batch).size() >= result.done();
      actor.remove(batch);
      // Beyond what one caller can do there is nothing to see.
      if (!named || offered < ENOUGH * rate) {
        break;
      }
      most = offered;
    }
    return most;
  }

  /** Who has to answer is never stopped, and who wraps the workload or is a service is not ours. */
  private boolean canOverflow() {
    return !subject.isOffline()
        && subject.mode() == Mode.NOTIFY
        && !subject.action().isWrapper()
        && !subject.action().isToggled();
  }

  private SubjectAccount.Overflow overflow(Operation operation, int count) throws SubjectFailure {
    say(operation, "overflow");
    Actor.Batch batch = actor.prepare(operation, count);
    running.canaries().settle(QUIET_MILLIS, MOST_MILLIS);
    Long lostBefore = running.reportedLost();
    String complaint = running.log().lastComplaint();
    running.hands().inject(OutsideFault.STOP, 1);
    ActResult result;
    try {
      result =
          actor.act(
              running.wrap(), new Actor.Work(batch, count, 0, OVERFLOW_MILLIS, actor.cpu()), null);
    } finally {
      running.hands().undo(OutsideFault.STOP);
    }
    running.canaries().settle(QUIET_MILLIS, MOST_MILLIS);
    Long quiet = since(lostBefore);
    running.canaries().tail(operation, TAIL_MILLIS);
    running.canaries().settle(QUIET_MILLIS, MOST_MILLIS);
    Long after = since(lostBefore);
    String said = running.log().lastComplaint();
    long counted = Math.min(result.done(), running.log().of(batch).size());
    actor.remove(batch);
    return new SubjectAccount.Overflow(
        result.done(),
        counted,
        quiet,
        after,
        said == null || said.equals(complaint)
            ? null
            : said.substring(0, Math.min(MOST_OF_A_COMPLAINT, said.length())));
  }

  private Long since(Long lostBefore) throws SubjectFailure {
    Long now = running.reportedLost();
    return now == null || lostBefore == null ? null : Long.valueOf(now - lostBefore);
  }

  private void say(Operation operation, String step) {
    before.accept("events of " + subject.id() + ", " + operation + ", " + step);
  }

  /** Operations while somebody looks at the log all the time. */
  private ActResult watched(Actor.Batch batch, double rate, Path stamps) throws SubjectFailure {
    List<String> wrap = running.wrap(); // it empties the log, which nobody may read meanwhile
    AtomicBoolean over = new AtomicBoolean();
    Thread reader =
        new Thread(
            () -> {
              try {
                while (!over.get()) {
                  running.log().poll();
                  Thread.sleep(0, 500_000);
                }
              } catch (SubjectFailure | InterruptedException e) {
                over.set(true); // the one who asks next is told
              }
            },
            "read the log of " + subject.id());
    reader.setDaemon(true);
    reader.start();
    try {
      return actor.act(
          wrap, new Actor.Work(batch, batch.targets(), rate, MOST_MILLIS, actor.cpu()), stamps);
    } finally {
      over.set(true);
      try {
        reader.join(MOST_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void describe(
      Operation operation, Map<Integer, EventLog.Seen> seen, long pid, Path stamps)
      throws SubjectFailure {
    // Processes of execs are the actor's children, whom nobody asked for their numbers.
    if (running.log().namesProcesses(operation) && operation != Operation.EXEC) {
      pidsRight = seen.values().stream().filter(event -> event.pid() == pid).count();
    }
    if (subject.isOffline()) {
      return;
    }
    Map<Integer, Long> starts = new HashMap<>();
    List<ActResult.Stamp> all = ActResult.stamps(stamps);
    all.forEach(stamp -> starts.put(stamp.index(), stamp.intendedNs()));
    Histogram delays = Histograms.empty();
    seen.forEach(
        (index, event) -> {
          Long start = starts.get(index);
          if (start != null) {
            delays.recordValue(Math.max(0, event.atNs() - start));
          }
        });
    delay = Histograms.figures(delays);
  }
}
