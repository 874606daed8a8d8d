// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects.measure;

import dev.ringbench.experiment.subjects.SubjectFault;
import dev.ringbench.fault.Outcome;
import dev.ringbench.fault.SecurityEffect;
import dev.ringbench.model.Mode;
import dev.ringbench.model.Operation;
import dev.ringbench.subject.OutsideFault;
import dev.ringbench.subject.Subject;
import dev.ringbench.subject.running.ActResult;
import dev.ringbench.subject.running.Actor;
import dev.ringbench.subject.running.RunningSubject;
import dev.ringbench.subject.running.SubjectFailure;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
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
  private static final int WATCH_MILLIS = 10;
  private static final int EXECS_PER_SECOND = 100;
  private static final int OTHERS_PER_SECOND = 1000;

  private static final double A_HUNDREDTH = 0.01;
  private static final double HALF = 0.5;
  private static final int FLOOD_TARGETS = 1024;
  private static final int MOST_FLOOD = 4_000_000;

  /** What needs neither a control group nor a directory of ours. */
  private static final Set<OutsideFault> ON_SERVICES =
      EnumSet.of(
          OutsideFault.KILL,
          OutsideFault.STOP,
          OutsideFault.DESCRIPTORS,
          OutsideFault.FLOOD,
          OutsideFault.RESTART);

  private final Subject subject;
  private final RunningSubject running;
  private final Actor actor;
  private final Path files;

  private final boolean faultsOnServices;

  /** {@code faultsOnServices}: whether services of this machine may be harmed. */
  FaultSession(
      Subject subject, RunningSubject running, Actor actor, Path files, boolean faultsOnServices) {
    this.faultsOnServices = faultsOnServices;
    this.subject = subject;
    this.running = running;
    this.actor = actor;
    this.files = files;
  }

  /**
   * Does it; the subject is stopped afterwards.
   *
   * @param turn which of the runs of this fault, from 0
   */
  SubjectFault run(OutsideFault fault, int turn, Operation operation) throws SubjectFailure {
    Optional<String> obstacle = obstacle(fault);
    if (obstacle.isPresent()) {
      return notDone(subject, fault, turn, operation, obstacle.get());
    }
    int rate = operation == Operation.EXEC ? EXECS_PER_SECOND : OTHERS_PER_SECOND;
    int count = rate * (BEFORE_MILLIS + FAULT_MILLIS + AFTER_MILLIS) / 1000;
    Actor.Batch batch = actor.prepare(operation, count);
    Actor.Batch flood =
        fault == OutsideFault.FLOOD ? actor.prepare(operation, FLOOD_TARGETS) : null;
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
      return observe(new What(fault, turn, operation, batch, flood), stamps, going, before);
    } finally {
      // Nobody else can use the bench before.
      ended(going);
      running.operationsGoOn(false);
    }
  }

  /** What is done, and to which operations. */
  private record What(
      OutsideFault fault, int turn, Operation operation, Actor.Batch batch, Actor.Batch flood) {}

  /** Why a fault means nothing to this subject; empty: it can be done. */
  private Optional<String> obstacle(OutsideFault fault) {
    if (subject.action().isWrapper()) {
      return Optional.of("it runs the workload itself, so that what hits it hits the workload");
    }
    if (subject.action().isToggled()) {
      return obstacleOfService(fault);
    }
    if (subject.isOffline()) {
      return Optional.of("its log can be read only when it has stopped");
    }
    return fault == OutsideFault.CONFIGURATION && subject.configuration() == null
        ? Optional.of("its description names no `configuration`")
        : Optional.empty();
  }

  private Optional<String> obstacleOfService(OutsideFault fault) {
    if (!faultsOnServices) {
      return Optional.of(
          "it is a service of this machine; with --allow-faults-on-services it is done all the same");
    }
    if (!ON_SERVICES.contains(fault)) {
      return Optional.of("a service of this machine is in no control group or directory of ours");
    }
    return subject.action().processes().isEmpty()
        ? Optional.of("its description does not say how to find its `processes`")
        : Optional.empty();
  }

  private SubjectFault observe(
      What what, Path stamps, CompletableFuture<ActResult> going, String before)
      throws SubjectFailure {
    OutsideFault fault = what.fault();
    Prediction predicted = Prediction.of(subject.placement(), subject.mode(), fault);
    RunningSubject.pause(BEFORE_MILLIS);
    long injectedNs = System.nanoTime();
    if (!inject(what)) {
      return notDone(subject, fault, what.turn(), what.operation(), whyNot());
    }
    Watch watch = watch(fault, injectedNs);
    long undoneNs = System.nanoTime();
    running.hands().undo(fault);
    boolean hung = !ended(going);
    running.operationsGoOn(false);
    running.canaries().settle(QUIET_MILLIS, MOST_MILLIS);
    String told = told(fault, watch.ended(), before);
    FaultFacts facts =
        FaultFacts.of(
            ActResult.stamps(stamps),
            running.log().of(what.batch()),
            new FaultFacts.Times(
                injectedNs, undoneNs, watch.startedNs() == 0 ? undoneNs : watch.startedNs()));
    Set<SecurityEffect> effects = facts.effects();
    if (watch.opened()) {
      effects.add(SecurityEffect.OPEN);
    }
    if (hung) {
      effects.add(SecurityEffect.STALLED);
    }
    actor.removeQuietly(what.batch());
    if (what.flood() != null) {
      actor.removeQuietly(what.flood());
    }
    return new SubjectFault(
        subject.id(),
        fault,
        what.turn(),
        what.operation(),
        predicted.outcome().name(),
        labels(predicted.effects()),
        outcome(effects, watch.ended()).name(),
        labels(effects),
        facts.issued(),
        facts.counted(),
        facts.issuedAfter(),
        facts.countedAfter(),
        facts.refused() + facts.failed(),
        facts.longestNs(),
        facts.longestBeforeNs(),
        facts.unseenMs(),
        watch.restarts(),
        told,
        facts.recoveredMs(),
        null);
  }

  private boolean inject(What what) throws SubjectFailure {
    if (what.flood() != null) {
      List<Integer> cpus = actor.cpus();
      return running
          .hands()
          .flood(
              actor.words(
                  new Actor.Work(
                      what.flood(), MOST_FLOOD, 0, FAULT_MILLIS, cpus.get(cpus.size() - 1))));
    }
    return running
        .hands()
        .inject(what.fault(), what.fault() == OutsideFault.STARVE ? A_HUNDREDTH : HALF);
  }

  /**
   * What was seen while the fault lasted.
   *
   * @param ended exit status of the first process that ended; null: none did
   * @param opened whether a file that it has to refuse could be opened
   * @param restarts by its own supervisor
   * @param startedNs when it was last started again, by System.nanoTime; 0: it was not
   */
  private record Watch(Integer ended, boolean opened, int restarts, long startedNs) {}

  /** Does what its supervisor would do, until the fault is over. */
  private Watch watch(OutsideFault fault, long injectedNs) throws SubjectFailure {
    Subject.Supervisor supervisor = subject.supervisor();
    Integer ended = null;
    boolean opened = false;
    int restarts = 0;
    // An operator's restart is over when it is done.
    long startedNs = fault == OutsideFault.RESTART ? System.nanoTime() : 0;
    boolean looked = subject.mode() != Mode.AUTH;
    while (System.nanoTime() - injectedNs < TimeUnit.MILLISECONDS.toNanos(FAULT_MILLIS)) {
      RunningSubject.pause(WATCH_MILLIS);
      Integer status = running.exitStatus();
      ended = ended == null ? status : ended;
      if (!looked
          && System.nanoTime() - injectedNs > TimeUnit.MILLISECONDS.toNanos(FAULT_MILLIS / 2)) {
        looked = true;
        opened = running.hands().opens(actor.work().resolve(subject.denied().file()));
      }
      if (status != null
          && supervisor != null
          && restarts < Subject.Supervisor.MOST_STARTS
          && supervisor.restarts(status)) {
        RunningSubject.pause(supervisor.afterMillis());
        running.respawn();
        restarts++;
        startedNs = System.nanoTime();
      }
    }
    return new Watch(ended, opened, restarts, startedNs);
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
      Subject subject, OutsideFault fault, int turn, Operation operation, String reason) {
    Prediction predicted = Prediction.of(subject.placement(), subject.mode(), fault);
    return new SubjectFault(
        subject.id(),
        fault,
        turn,
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
