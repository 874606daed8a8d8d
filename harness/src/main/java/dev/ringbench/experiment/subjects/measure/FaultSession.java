// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects.measure;

import dev.ringbench.experiment.subjects.OutsideFault;
import dev.ringbench.experiment.subjects.SubjectFault;
import dev.ringbench.fault.Outcome;
import dev.ringbench.fault.SecurityEffect;
import dev.ringbench.model.Mode;
import dev.ringbench.model.Operation;
import dev.ringbench.subject.Subject;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One fault, done to a running subject while operations go on at an even rate. */
final class FaultSession {
  private static final int BEFORE_MILLIS = 1000;
  private static final int FAULT_MILLIS = 2000;
  private static final int AFTER_MILLIS = 2000;
  private static final int QUIET_MILLIS = 400;
  private static final int MOST_MILLIS = 5000;
  private static final int EXECS_PER_SECOND = 100;
  private static final int OTHERS_PER_SECOND = 1000;

  /** A gap of the fault matrix: at least 1 s, and 10 times the longest before. */
  private static final long GAP_NS = 1_000_000_000;

  private static final int TIMES_THE_LONGEST = 10;
  private static final double A_HUNDREDTH = 0.01;
  private static final double HALF = 0.5;
  private static final double A_TENTH = 0.1;

  private final Subject subject;
  private final RunningSubject running;
  private final Actor actor;
  private final Path files;

  FaultSession(Subject subject, RunningSubject running, Actor actor, Path files) {
    this.subject = subject;
    this.running = running;
    this.actor = actor;
    this.files = files;
  }

  /** Does it; the subject is stopped afterwards. */
  SubjectFault run(OutsideFault fault, Operation operation) throws SubjectFailure {
    if (!subject.action().isProcess()) {
      return notDone(
          subject,
          fault,
          operation,
          subject.action().isWrapper()
              ? "it runs the workload itself, so that what hits it hits the workload"
              : "it has no process of its own");
    }
    if (subject.isOffline()) {
      return notDone(subject, fault, operation, "its log can be read only when it has stopped");
    }
    int rate = operation == Operation.EXEC ? EXECS_PER_SECOND : OTHERS_PER_SECOND;
    int count = rate * (BEFORE_MILLIS + FAULT_MILLIS + AFTER_MILLIS) / 1000;
    Actor.Batch batch = actor.prepare(operation, count);
    running.start();
    Path stamps = files.resolve("fault-stamps");
    String before = running.log().lastComplaint();
    running.operationsGoOn(true);
    CompletableFuture<ActResult> going =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return actor.act(
                    running.wrap(),
                    new Actor.Work(
                        batch,
                        count,
                        rate,
                        BEFORE_MILLIS + FAULT_MILLIS + AFTER_MILLIS + MOST_MILLIS,
                        actor.cpu()),
                    stamps);
              } catch (SubjectFailure e) {
                throw new IllegalStateException(e.getMessage(), e);
              }
            });
    try {
      return observe(fault, operation, batch, stamps, going, before);
    } finally {
      // Nobody else can use the bench before.
      ended(going);
      running.operationsGoOn(false);
    }
  }

  private SubjectFault observe(
      OutsideFault fault,
      Operation operation,
      Actor.Batch batch,
      Path stamps,
      CompletableFuture<ActResult> going,
      String before)
      throws SubjectFailure {
    Prediction predicted = Prediction.of(subject.placement(), subject.mode(), fault);
    RunningSubject.pause(BEFORE_MILLIS);
    long injectedNs = System.nanoTime();
    if (!running.hands().inject(fault, fault == OutsideFault.STARVE ? A_HUNDREDTH : HALF)) {
      return notDone(subject, fault, operation, whyNot());
    }
    RunningSubject.pause(FAULT_MILLIS / 2);
    boolean opened =
        subject.mode() == Mode.AUTH
            && running.hands().opens(actor.work().resolve(subject.denied().file()));
    long left = FAULT_MILLIS - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - injectedNs);
    RunningSubject.pause((int) Math.max(0, left));
    Integer ended = running.exitStatus();
    long undoneNs = System.nanoTime();
    running.hands().undo(fault);
    boolean hung = !ended(going);
    running.operationsGoOn(false);
    running.canaries().settle(QUIET_MILLIS, MOST_MILLIS);
    String told = told(fault, ended, before);
    Facts facts = Facts.of(ActResult.stamps(stamps), running.log().of(batch), injectedNs, undoneNs);
    Set<SecurityEffect> effects = effects(facts, opened);
    if (hung) {
      effects.add(SecurityEffect.STALLED);
    }
    actor.removeQuietly(batch);
    return new SubjectFault(
        subject.id(),
        fault,
        operation,
        predicted.outcome().name(),
        labels(predicted.effects()),
        outcome(effects, ended).name(),
        labels(effects),
        facts.issued(),
        facts.counted(),
        facts.issuedAfter(),
        facts.countedAfter(),
        facts.refused() + facts.failed(),
        facts.longestNs(),
        facts.longestBeforeNs(),
        told,
        facts.recoveredMs(),
        null);
  }

  private String whyNot() {
    String why = running.group().why();
    return why.isEmpty() ? "the kernel refuses it to its control group" : why;
  }

  /** Whether they came to their end, and not to that of our patience. */
  private static boolean ended(CompletableFuture<ActResult> going) throws SubjectFailure {
    try {
      going.get(60, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SubjectFailure("interrupted", "run again");
    }
  }

  /** Figures of the operations around a fault. */
  private record Facts(
      long issuedBefore,
      long countedBefore,
      long issued,
      long counted,
      long issuedAfter,
      long countedAfter,
      long refused,
      long failed,
      long longestNs,
      long longestBeforeNs,
      Double recoveredMs) {
    /** Some subjects name only a part of what they see at all times. */
    boolean losesMoreThanBefore() {
      double usual = issuedBefore == 0 ? 0 : (issuedBefore - countedBefore) / (double) issuedBefore;
      long all = issued + issuedAfter;
      long missing = all - counted - countedAfter - refused - failed;
      return missing > all * (usual == 0 ? 0 : usual + A_TENTH);
    }

    static Facts of(
        List<ActResult.Stamp> stamps,
        Map<Integer, EventLog.Seen> seen,
        long injectedNs,
        long undoneNs) {
      long issuedBefore = 0;
      long countedBefore = 0;
      long issued = 0;
      long counted = 0;
      long issuedAfter = 0;
      long countedAfter = 0;
      long refused = 0;
      long failed = 0;
      long longest = 0;
      long longestBefore = 0;
      Double recovered = null;
      for (ActResult.Stamp stamp : stamps) {
        boolean named = seen.containsKey(stamp.index());
        boolean inside = stamp.endNs() == 0;
        long took = Math.max(0, (inside ? System.nanoTime() : stamp.endNs()) - stamp.startNs());
        if (!inside && stamp.endNs() < injectedNs) {
          longestBefore = Math.max(longestBefore, took);
          issuedBefore++;
          countedBefore += named ? 1 : 0;
          continue;
        }
        // An event that was seen after the undoing, of whichever operation since the fault.
        if (named && seen.get(stamp.index()).atNs() >= undoneNs) {
          double after = (seen.get(stamp.index()).atNs() - undoneNs) / 1e6;
          recovered = recovered == null ? after : Math.min(recovered, after);
        }
        longest = Math.max(longest, took);
        refused += stamp.error() == 1 || stamp.error() == 13 ? 1 : 0;
        failed += stamp.error() != 0 && stamp.error() != 1 && stamp.error() != 13 ? 1 : 0;
        if (stamp.startNs() < undoneNs) {
          issued++;
          counted += named ? 1 : 0;
        } else {
          issuedAfter++;
          countedAfter += named ? 1 : 0;
        }
      }
      return new Facts(
          issuedBefore,
          countedBefore,
          issued,
          counted,
          issuedAfter,
          countedAfter,
          refused,
          failed,
          longest,
          longestBefore,
          recovered);
    }
  }

  private Set<SecurityEffect> effects(Facts facts, boolean opened) {
    Set<SecurityEffect> effects = EnumSet.noneOf(SecurityEffect.class);
    if (opened) {
      effects.add(SecurityEffect.OPEN);
    }
    if (facts.refused() + facts.failed() > 0) {
      effects.add(SecurityEffect.CLOSED);
    }
    if (facts.longestNs() >= Math.max(GAP_NS, TIMES_THE_LONGEST * facts.longestBeforeNs())) {
      effects.add(SecurityEffect.STALLED);
    }
    if (facts.losesMoreThanBefore()) {
      effects.add(SecurityEffect.LOST);
    }
    return effects;
  }

  private static Outcome outcome(Set<SecurityEffect> effects, Integer ended) {
    if (effects.contains(SecurityEffect.CLOSED) || effects.contains(SecurityEffect.STALLED)) {
      return Outcome.B3;
    }
    return effects.isEmpty() && ended == null ? Outcome.B1 : Outcome.B2;
  }

  /** What it said of it by itself: that others killed it is not its word. */
  private String told(OutsideFault fault, Integer ended, String before) throws SubjectFailure {
    running.log().poll();
    if (ended != null && fault != OutsideFault.KILL && fault != OutsideFault.RESTART) {
      return "its process ended with exit status " + ended;
    }
    if (subject.lost() != null && subject.lost().command().isEmpty() && running.log().lost() > 0) {
      return "it reported " + running.log().lost() + " lost events";
    }
    String now = running.log().lastComplaint();
    return now == null || now.equals(before)
        ? null
        : "it said: " + now.substring(0, Math.min(120, now.length()));
  }

  /** Says why it was not done. */
  static SubjectFault notDone(
      Subject subject, OutsideFault fault, Operation operation, String reason) {
    Prediction predicted = Prediction.of(subject.placement(), subject.mode(), fault);
    return new SubjectFault(
        subject.id(),
        fault,
        operation,
        predicted.outcome().name(),
        labels(predicted.effects()),
        null,
        List.of(),
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        null,
        null,
        reason);
  }

  private static List<String> labels(Set<SecurityEffect> effects) {
    return effects.stream().map(SecurityEffect::label).toList();
  }
}
