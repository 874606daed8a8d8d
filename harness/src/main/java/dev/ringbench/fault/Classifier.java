// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * From recorded facts to a class, by numbers and by patterns of the console alone: the same record
 * gives the same class, whenever it is asked.
 *
 * <p>Where the scale leaves a gap: a sensor that was alive and decided wrongly, and callers that
 * were slower but went on, are B2 as long as no task got an errno that it should not get. A machine
 * that went down and was not chosen to be rebooted is classed by a reboot that another run of its
 * cell was chosen for, and says so.
 */
public final class Classifier {
  /** TAINT_DIE, TAINT_BAD_PAGE, TAINT_SOFTLOCKUP, TAINT_MACHINE_CHECK. */
  private static final long DAMAGE_TAINTS = 1L << 7 | 1L << 5 | 1L << 14 | 1L << 4;

  /** Some events are always on their way when a run ends. */
  private static final long IN_FLIGHT = 4;

  private static final int MOST_BOOTS = 3;

  private final Facts facts;
  private final GuestFacts guest;
  private final List<ConsolePatterns.Found> console;
  private final Band band;
  private final GuestFacts.Reboot reboot;
  private final boolean rebootIsOwn;
  private final List<String> reasons = new ArrayList<>();

  private Classifier(
      Facts facts, GuestFacts guest, String console, Band band, GuestFacts.Reboot reboot) {
    this.facts = facts;
    this.guest = guest;
    this.console = ConsolePatterns.in(console);
    this.band = band;
    this.rebootIsOwn = guest != null && guest.reboot() != null;
    this.reboot = rebootIsOwn ? guest.reboot() : reboot;
  }

  /**
   * The class of a run.
   *
   * @param guest null: it ran on a host
   * @param console of the guest; empty on a host
   * @param cellReboot of another run of the same cell; null: none was rebooted
   */
  public static Classification classify(
      Facts facts, GuestFacts guest, String console, Band band, GuestFacts.Reboot cellReboot) {
    Classifier classifier = new Classifier(facts, guest, console, band, cellReboot);
    Outcome outcome = classifier.outcome();
    return new Classification(
        outcome,
        classifier.security(outcome),
        "limit".equals(facts.ended()) && outcome.severity() <= Outcome.B6.severity(),
        List.copyOf(classifier.reasons));
  }

  private Outcome outcome() {
    Outcome found = blastRadius();
    if (found.severity() >= Outcome.B3.severity()
        && guest != null
        && guest.data() != null
        && guest.data().found() < guest.data().acknowledged()) {
      return because(
          Outcome.B9,
          "%d records were acknowledged, %d are there",
          guest.data().acknowledged(),
          guest.data().found());
    }
    return found;
  }

  private Outcome blastRadius() {
    if (!activated()) {
      return because(Outcome.B0, "the activation counter is 0");
    }
    if (guest != null && wentDown()) {
      return afterGoingDown();
    }
    if (guest != null && hangs()) {
      return because(
          Outcome.B8,
          guest.silent()
              ? "no CPU of it beats any more"
              : "it beats, but neither opens files nor forks, and nothing ends that");
    }
    if (guest != null && damaged()) {
      return Outcome.B6;
    }
    if (facts.control().longestGapMs() >= band.controlStallMs()) {
      return because(
          Outcome.B5,
          "a process without hooked calls stood still for %.0f ms",
          facts.control().longestGapMs());
    }
    long hit = facts.tasks().stream().filter(this::isHit).count();
    if (hit > 0) {
      return because(
          hit == 1 ? Outcome.B3 : Outcome.B4,
          "%d of %d tasks failed, ended or stood still",
          hit,
          facts.tasks().size());
    }
    return sensorOnly();
  }

  private boolean activated() {
    return (facts.activations() != null && facts.activations() > 0)
        || facts.refused() != null
        || has("activated")
        || has("crash-by-request")
        || tookItsCounterAlong();
  }

  /** Of a program only its loader can read the counter. A module's is on the console, too. */
  private boolean tookItsCounterAlong() {
    return facts.activations() == null
        && guest != null
        && facts.sensor().startsWith("bpf-")
        && (wentDown() || hangs() || console.stream().anyMatch(found -> found.row().damage()));
  }

  private boolean has(String pattern) {
    return console.stream().anyMatch(found -> found.row().id().equals(pattern));
  }

  private boolean wentDown() {
    return guest.panickedMs() != null
        || guest.qmp().contains("GUEST_PANICKED")
        || guest.qmp().contains("SHUTDOWN")
        || guest.qmp().contains("RESET")
        || console.stream().anyMatch(found -> found.row().panic());
  }

  private Outcome afterGoingDown() {
    reasons.add(
        guest.panickedMs() == null
            ? "the machine went down"
            : String.format(Locale.ROOT, "the machine panicked after %.0f ms", guest.panickedMs()));
    if (reboot == null) {
      reasons.add("no run of this cell was chosen to be rebooted");
      return Outcome.B7;
    }
    String whose = rebootIsOwn ? "" : " (as another run of this cell)";
    if (reboot.ready() && reboot.canariesPassed() && reboot.boots() == 1) {
      return because(Outcome.B7, "it was well after one reboot%s", whose);
    }
    return reboot.boots() >= MOST_BOOTS || !reboot.ready() || !reboot.canariesPassed()
        ? because(Outcome.B8, "it was not well after %d boots%s", reboot.boots(), whose)
        : because(Outcome.B7, "it was well after %d reboots%s", reboot.boots(), whose);
  }

  /** Without an end of its own that anybody would wait for. */
  private boolean hangs() {
    return guest.silent() || (!guest.conducted() && !guest.working());
  }

  private boolean damaged() {
    boolean damaged = false;
    for (ConsolePatterns.Found found : console) {
      if (found.row().damage()) {
        reasons.add(
            String.format(
                Locale.ROOT,
                "its console: %s (%s, line %d: \"%s\")",
                found.row().meaning(),
                found.row().id(),
                found.line(),
                found.text()));
        damaged = true;
      }
    }
    Long taint = facts.machine().taintAfter();
    Long before = facts.machine().taintBefore();
    if (taint != null && (taint & ~(before == null ? 0 : before) & DAMAGE_TAINTS) != 0) {
      reasons.add("the kernel says that it is tainted by damage: " + taint);
      damaged = true;
    }
    return damaged;
  }

  private boolean isHit(Facts.Task task) {
    return !task.unexpected().isEmpty() || task.signal() != null || stalled(task);
  }

  private boolean stalled(Facts.Task task) {
    return task.stuckAtEnd() || task.longestGapMs() >= band.stallMs();
  }

  private Outcome sensorOnly() {
    Facts.SensorProcess process = facts.sensorProcess();
    if (facts.refused() != null) {
      reasons.add("it was refused: " + facts.refused());
    }
    if (!process.exits().isEmpty()) {
      reasons.add(
          process.exits().stream().anyMatch(Facts.Exit::byUs)
              ? "its supervisor ended it"
              : "it ended " + process.exits().size() + " times");
    }
    if (process.longestHeartbeatGapMs() >= band.silentMs(process.heartbeatPeriodMs())) {
      reasons.add(
          String.format(Locale.ROOT, "it was silent for %.0f ms", process.longestHeartbeatGapMs()));
    }
    if (lost()) {
      reasons.add(
          "it lost "
              + facts.events().silentlyLost()
              + " events silently and "
              + facts.events().lostReported()
              + " by its own count"
              + (facts.events().lostUnknown() ? ", which it could not be asked for" : ""));
    }
    if (lateEvents() > IN_FLIGHT) {
      reasons.add(lateEvents() + " events waited in its queue until the run was over");
    }
    if (wrong() > 0) {
      reasons.add("it was alive and wrong " + wrong() + " times");
    }
    if (deniedSucceeded() > 0) {
      reasons.add(deniedSucceeded() + " denied requests succeeded");
    }
    if (late()) {
      reasons.add(
          String.format(Locale.ROOT, "a caller waited for %.0f ms", facts.longestStallMs()));
    }
    return reasons.isEmpty()
        ? because(Outcome.B1, "everything stayed in its fault-free band")
        : Outcome.B2;
  }

  /** A sensor that cannot say what it lost has lost nothing where all has arrived. */
  private boolean lost() {
    Facts.Events events = facts.events();
    return (events.lostReported() != null && events.lostReported() > 0)
        || events.silentlyLost() > IN_FLIGHT;
  }

  /** As far as is known: a report says of how many runs it is not. */
  private long wrong() {
    return facts.verdicts() == null ? 0 : facts.verdicts().wrong();
  }

  private long deniedSucceeded() {
    return facts.verdicts() == null ? 0 : facts.verdicts().deniedSucceeded();
  }

  private long lateEvents() {
    Long late = facts.events().late();
    return late == null ? 0 : late;
  }

  private boolean late() {
    return facts.longestStallMs() >= band.lateMs();
  }

  private Set<SecurityEffect> security(Outcome outcome) {
    Set<SecurityEffect> effects = EnumSet.noneOf(SecurityEffect.class);
    if (outcome == Outcome.B0) {
      return effects;
    }
    boolean down = outcome.severity() >= Outcome.B7.severity();
    boolean stalled = facts.tasks().stream().anyMatch(this::stalled);
    add(effects, SecurityEffect.OPEN, deniedSucceeded() > 0);
    add(
        effects,
        SecurityEffect.CLOSED,
        down
            || facts.tasks().stream()
                .anyMatch(task -> !task.unexpected().isEmpty() || task.signal() != null));
    add(effects, SecurityEffect.STALLED, stalled || outcome == Outcome.B8);
    add(effects, SecurityEffect.LOST, !down && lost());
    add(effects, SecurityEffect.LATE, !down && ((!stalled && late()) || lateEvents() > IN_FLIGHT));
    add(effects, SecurityEffect.WRONG, wrong() > 0);
    return effects;
  }

  private static void add(Set<SecurityEffect> effects, SecurityEffect effect, boolean holds) {
    if (holds) {
      effects.add(effect);
    }
  }

  private Outcome because(Outcome outcome, String reason, Object... values) {
    reasons.add(String.format(Locale.ROOT, reason, values));
    return outcome;
  }
}
