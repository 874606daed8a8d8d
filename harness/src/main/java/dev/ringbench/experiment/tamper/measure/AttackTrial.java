// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.tamper.measure;

import dev.ringbench.experiment.tamper.Defender;
import dev.ringbench.experiment.tamper.Effect;
import dev.ringbench.experiment.tamper.ProbeCounts;
import dev.ringbench.experiment.tamper.TamperTrial;
import dev.ringbench.experiment.tamper.Told;
import dev.ringbench.model.Mode;
import dev.ringbench.platform.MachineChanges;
import dev.ringbench.platform.SubjectHosting;
import dev.ringbench.subject.Subject;
import dev.ringbench.subject.running.EventLog;
import dev.ringbench.subject.running.RunningSubject;
import dev.ringbench.subject.running.SubjectFailure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One attack on one running sensor: operations before, during and after, and what it says. */
final class AttackTrial {
  private static final int OPERATIONS = 10;
  private static final int BEFORE_PACE_US = 5_000;
  private static final int PACE_US = 50_000;
  private static final int LIMIT_MS = 500;
  private static final int SEEN_MILLIS = 3_000;
  private static final int QUIET_MILLIS = 600;
  private static final int TOLD_MILLIS = 10_000;
  private static final int POLL_MILLIS = 20;
  private static final int LOSS_MILLIS = 500;
  private static final int RECOVERY_MILLIS = 5_000;
  private static final int DEAD_MILLIS = 1_000;
  private static final int RECOVERY_PACE_MILLIS = 150;
  private static final int RECOVERY_SEEN_MILLIS = 400;
  private static final int BEFORE_TAIL_MILLIS = 700;
  private static final int SIGNALLED = 128;
  private static final int MOST_TEXT = 160;
  private static final int SLACK_MILLIS = 2_000;

  /** Numbers of targets: of each part of a trial. */
  private static final int DURING = 20;

  private static final int TAIL = 40;
  private static final int RECOVERY = 80;
  private static final int AFTER = 150;

  private final Scene scene;
  private final Defender defender;
  private final Catalogue.Row attack;
  private final Subject subject;
  private final AttackHands hands;
  private final RunningSubject running;
  private final List<String> evidence = new ArrayList<>();
  private long attackedNs;
  private String complaint;
  private long lost;
  private int recoveries;
  private int restarts;

  AttackTrial(Scene scene, Defender defender, Subject subject, Catalogue.Row attack) {
    this.scene = scene;
    this.defender = defender;
    this.subject = subject;
    this.attack = attack;
    this.hands = new AttackHands(scene, attack.does());
    this.running = scene.running();
  }

  /** Operations that may pass, and those that have to be refused. */
  private record Probe(AttackServer.Answer allowed, AttackServer.Answer denied) {
    String lacks() {
      return allowed.lacks() != null ? allowed.lacks() : denied == null ? null : denied.lacks();
    }
  }

  private boolean decides() {
    return defender.mode() == Mode.AUTH;
  }

  private Probe begin(String form, int number, int paceUs) {
    AttackServer server = scene.server();
    return new Probe(
        server.begin("probe", form, scene.target(number), OPERATIONS, paceUs, LIMIT_MS, -1),
        decides() ? server.begin("denied", form, OPERATIONS, paceUs, LIMIT_MS) : null);
  }

  private void await(Probe probe, int paceUs) {
    int millis = OPERATIONS * (LIMIT_MS + paceUs / 1000) + SLACK_MILLIS;
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    scene.server().await(probe.allowed(), millis);
    if (probe.denied() != null && probe.allowed().ended()) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()) + millis / 2;
      scene.server().await(probe.denied(), (int) Math.max(LIMIT_MS, left));
    }
  }

  /** Does it. */
  TamperTrial run(int turn, SubjectHosting hosting) throws SubjectFailure {
    Probe before = begin("plain", 0, BEFORE_PACE_US);
    await(before, BEFORE_PACE_US);
    awaitSeen(before, SEEN_MILLIS);
    ProbeCounts first = counts(before);
    String wrong = wrong(first);
    if (wrong != null) {
      throw new SubjectFailure("before the attack " + wrong, "run again when the machine is idle");
    }
    running.log().poll();
    complaint = running.log().lastComplaint();
    Long reported = running.reportedLost();
    lost = reported == null ? 0 : reported;
    MachineChanges.Undo promise =
        hosting.promise("the attack " + attack.id() + " on " + defender.id(), hands.promise());
    try {
      return attacked(turn, first);
    } finally {
      hands.endAtTheLatest();
      if (!hands.isKept()) {
        promise.close();
      }
    }
  }

  private TamperTrial attacked(int turn, ProbeCounts first) throws SubjectFailure {
    Probe during;
    attackedNs = System.nanoTime();
    if (hands.isOverAtOnce()) {
      during = begin(hands.form(), DURING, PACE_US);
      CompletableFuture<Void> going = CompletableFuture.runAsync(() -> await(during, PACE_US));
      hands.begin();
      going.join();
    } else {
      hands.begin();
      during = begin(hands.form(), DURING, PACE_US);
      await(during, PACE_US);
    }
    if (during.lacks() != null) {
      hands.end();
      throw new SubjectFailure(during.lacks(), "use a kernel or a machine that has it");
    }
    awaitSeen(during, QUIET_MILLIS);
    ProbeCounts counts = counts(during);
    List<Effect> effects = effects(counts);
    Told told = awaitTold(effects);
    if (told == null && attack.does().tail()) {
      told = afterTail(effects);
      // What came to be seen with it was late, not lost.
    }
    ProbeCounts atEnd = counts(during);
    hands.end();
    long endedNs = System.nanoTime();
    boolean hurt = effects.get(effects.size() - 1) != Effect.NOTHING;
    String by = null;
    Double recovered = null;
    ProbeCounts after = ProbeCounts.NONE;
    if (hurt) {
      recovered = recover(endedNs);
      by = recovered == null ? null : restarts > 0 ? "its supervisor" : "itself";
    }
    if (!hurt || recovered != null) {
      Probe last = begin("plain", AFTER, BEFORE_PACE_US);
      await(last, BEFORE_PACE_US);
      awaitSeen(last, QUIET_MILLIS);
      after = counts(last);
    }
    running.log().poll();
    int late = Math.max(0, counts(during).reported() - atEnd.reported());
    evidence.add(0, "during: " + counts.text(defender.reports()));
    if (!hands.printed().isEmpty()) {
      evidence.add("the attack said: " + shortened(hands.printed()));
    }
    evidence.add("after: " + after.text(defender.reports()));
    Catalogue.Expected expected = expected();
    return new TamperTrial(
        defender.id(),
        attack.id(),
        turn,
        null,
        effects,
        first,
        counts,
        after,
        late,
        told,
        hurt ? noticed(during) : null,
        recovered,
        by,
        expected == null ? List.of() : expected.outcomes(),
        expected == null ? null : expected.told(),
        expected == null ? null : expected.because(),
        expected == null ? null : expected.source(),
        evidence);
  }

  private Catalogue.Expected expected() {
    return defender.kind() == null
        ? null
        : attack.expected(defender.id(), defender.kind()).orElse(null);
  }

  /** What is not as it should be; null: all is. */
  private String wrong(ProbeCounts counts) {
    boolean reported = !defender.reports() || counts.unreported() == 0;
    return counts.done() == OPERATIONS && reported && counts.passed() == 0
        ? null
        : counts.text(defender.reports());
  }

  private Set<Integer> seen() {
    Map<Integer, EventLog.Seen> found = running.log().of(scene.batch());
    return new HashSet<>(found.keySet());
  }

  private ProbeCounts counts(Probe probe) {
    List<AttackServer.Done> allowed = probe.allowed().done();
    Set<Integer> seen = defender.reports() ? seen() : Set.of();
    int done = 0;
    int reported = 0;
    int stalled = OPERATIONS - allowed.size();
    for (AttackServer.Done one : allowed) {
      done += one.succeeded() ? 1 : 0;
      reported += one.succeeded() && seen.contains(one.index()) ? 1 : 0;
      stalled += one.stalled() ? 1 : 0;
    }
    List<AttackServer.Done> denied = probe.denied() == null ? List.of() : probe.denied().done();
    int passed = (int) denied.stream().filter(AttackServer.Done::succeeded).count();
    if (probe.denied() != null) {
      stalled += OPERATIONS - denied.size();
      stalled += (int) denied.stream().filter(AttackServer.Done::stalled).count();
    }
    int failed = (int) allowed.stream().filter(one -> !one.stalled() && one.error() != 0).count();
    return new ProbeCounts(
        OPERATIONS,
        done,
        reported,
        failed,
        stalled,
        probe.denied() == null ? 0 : OPERATIONS,
        passed);
  }

  private List<Effect> effects(ProbeCounts counts) {
    List<Effect> effects = new ArrayList<>();
    if (counts.failed() > 0) {
      effects.add(Effect.CLOSED);
    }
    if (counts.stalled() > 0) {
      effects.add(Effect.STALL);
    }
    if (defender.reports() && counts.unreported() > 0) {
      effects.add(Effect.BLIND);
    }
    if (counts.passed() > 0) {
      effects.add(Effect.OPEN);
    }
    return effects.isEmpty() ? List.of(Effect.NOTHING) : effects;
  }

  /** Until each that was done was reported, or nothing new was for a while. */
  private void awaitSeen(Probe probe, int millis) throws SubjectFailure {
    long last = System.nanoTime();
    int before = -1;
    while (defender.reports() && System.nanoTime() - last < TimeUnit.MILLISECONDS.toNanos(millis)) {
      running.log().poll();
      ProbeCounts now = counts(probe);
      if (now.unreported() == 0) {
        return;
      }
      if (now.reported() != before) {
        before = now.reported();
        last = System.nanoTime();
      }
      RunningSubject.pause(POLL_MILLIS);
    }
  }

  private Told awaitTold(List<Effect> effects) throws SubjectFailure {
    boolean hurt = effects.get(effects.size() - 1) != Effect.NOTHING;
    int millis =
        attack.does().kind() == Catalogue.Kind.FLOOD
            ? AttackHands.FLOOD_MILLIS + BEFORE_TAIL_MILLIS
            : TOLD_MILLIS;
    if (attack.does().kind() == Catalogue.Kind.FLOOD && !attack.does().tail() && hurt) {
      millis = TOLD_MILLIS;
    }
    boolean waits = hurt || attack.does().kind() == Catalogue.Kind.FLOOD;
    return awaitTold(waits ? millis : 0, false);
  }

  private Told awaitTold(int millis, boolean afterNext) throws SubjectFailure {
    long deadline = attackedNs + TimeUnit.MILLISECONDS.toNanos(millis);
    long lastLookNs = 0;
    while (true) {
      boolean look = System.nanoTime() - lastLookNs > TimeUnit.MILLISECONDS.toNanos(LOSS_MILLIS);
      Told told = told(look, afterNext);
      if (look) {
        lastLookNs = System.nanoTime();
      }
      if (told != null || System.nanoTime() > deadline) {
        return told;
      }
      supervise();
      RunningSubject.pause(POLL_MILLIS);
    }
  }

  /** Buffers of a CPU tell of loss with the next event there. */
  private Told afterTail(List<Effect> effects) throws SubjectFailure {
    int number = TAIL;
    for (int cpu : scene.cpus()) {
      AttackServer.Answer answer =
          scene.server().begin("probe", "plain", scene.target(number++), 1, 0, LIMIT_MS, cpu);
      scene.server().await(answer, LIMIT_MS + SLACK_MILLIS);
    }
    boolean hurt = effects.get(effects.size() - 1) != Effect.NOTHING;
    int soFar = (int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - attackedNs);
    return awaitTold(hurt ? TOLD_MILLIS : soFar + QUIET_MILLIS, true);
  }

  private double sinceAttackMs() {
    return (System.nanoTime() - attackedNs) / 1e6;
  }

  private Told told(boolean lookAtLoss, boolean afterNext) throws SubjectFailure {
    var status = scene.exitStatus();
    if (status.isPresent() && !hands.isOverAtOnce()) {
      int code = status.get();
      return new Told(
          Told.By.EXIT,
          sinceAttackMs(),
          afterNext,
          code > SIGNALLED
              ? "its process was ended by signal " + (code - SIGNALLED)
              : "its process ended with exit status " + code);
    }
    running.log().poll();
    if (lookAtLoss && status.isEmpty()) {
      Long now = running.reportedLost();
      if (now != null && now > lost) {
        return new Told(
            Told.By.LOSS,
            sinceAttackMs(),
            afterNext,
            "it reported " + (now - lost) + " lost events");
      }
    }
    String line = running.log().lastComplaint();
    return line == null || line.equals(complaint)
        ? null
        : new Told(Told.By.LOG, sinceAttackMs(), afterNext, shortened(line));
  }

  private static String shortened(String line) {
    return line.substring(0, Math.min(MOST_TEXT, line.length()));
  }

  /** Starts it again as its supervisor in the distribution would. */
  private void supervise() throws SubjectFailure {
    Integer status = scene.wraps() ? null : running.exitStatus();
    Subject.Supervisor supervisor = subject.supervisor();
    if (status != null
        && supervisor != null
        && restarts < Subject.Supervisor.MOST_STARTS
        && supervisor.restarts(status)) {
      RunningSubject.pause(supervisor.afterMillis());
      running.respawn();
      restarts++;
      evidence.add("its supervisor started it again");
    }
  }

  /** From the end of the attack to the first operation that was right again, ms. */
  private Double recover(long endedNs) throws SubjectFailure {
    while (true) {
      supervise();
      long startedNs = System.nanoTime();
      if (isRightNow()) {
        return Math.max(0, (startedNs - endedNs) / 1e6);
      }
      boolean dead = scene.exitStatus().isPresent();
      long limit = dead && subject.supervisor() == null ? DEAD_MILLIS : RECOVERY_MILLIS;
      if (System.nanoTime() - endedNs > TimeUnit.MILLISECONDS.toNanos(limit)
          || RECOVERY + recoveries >= AFTER) {
        return null;
      }
      RunningSubject.pause(RECOVERY_PACE_MILLIS);
    }
  }

  private boolean isRightNow() throws SubjectFailure {
    AttackServer server = scene.server();
    int index = scene.target(RECOVERY + recoveries++);
    AttackServer.Answer allowed = server.begin("probe", "plain", index, 1, 0, LIMIT_MS, -1);
    if (!server.await(allowed, LIMIT_MS + SLACK_MILLIS) || !isDone(allowed)) {
      return false;
    }
    if (decides()) {
      AttackServer.Answer denied = server.begin("denied", "plain", 1, 0, LIMIT_MS);
      if (!server.await(denied, LIMIT_MS + SLACK_MILLIS)
          || denied.done().stream().anyMatch(one -> one.stalled() || one.succeeded())) {
        return false;
      }
    }
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(RECOVERY_SEEN_MILLIS);
    while (defender.reports() && System.nanoTime() < deadline) {
      running.log().poll();
      if (seen().contains(index)) {
        return true;
      }
      RunningSubject.pause(POLL_MILLIS);
    }
    return !defender.reports();
  }

  private static boolean isDone(AttackServer.Answer answer) {
    return !answer.done().isEmpty()
        && answer.done().stream().allMatch(AttackServer.Done::succeeded);
  }

  /** By somebody who does these operations and knows at each whether it was right, ms. */
  private Double noticed(Probe during) {
    Map<Integer, EventLog.Seen> found = running.log().of(scene.batch());
    long first = Long.MAX_VALUE;
    long limitNs = TimeUnit.MILLISECONDS.toNanos(LIMIT_MS);
    for (AttackServer.Done one : during.allowed().done()) {
      EventLog.Seen event = found.get(one.index());
      boolean unseen =
          defender.reports() && (event == null || event.atNs() - one.startNs() > limitNs);
      if (one.stalled() || (one.succeeded() && unseen)) {
        first = Math.min(first, one.startNs() + limitNs);
      } else if (one.error() != 0) {
        first = Math.min(first, one.endNs());
      }
    }
    if (during.denied() != null) {
      for (AttackServer.Done one : during.denied().done()) {
        if (one.succeeded() || one.stalled()) {
          first = Math.min(first, one.stalled() ? one.startNs() + limitNs : one.endNs());
        }
      }
    }
    if (first == Long.MAX_VALUE && during.allowed().done().size() < OPERATIONS) {
      return (double) LIMIT_MS;
    }
    return first == Long.MAX_VALUE ? null : Math.max(0, (first - attackedNs) / 1e6);
  }
}
