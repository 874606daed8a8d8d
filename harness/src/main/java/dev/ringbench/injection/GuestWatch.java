// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.injection;

import dev.ringbench.fault.Facts;
import dev.ringbench.fault.FaultJson;
import dev.ringbench.fault.FaultRun;
import dev.ringbench.fault.GuestFacts;
import dev.ringbench.fault.HarnessFailure;
import dev.ringbench.fault.StoredRun;
import dev.ringbench.guest.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * One run in a guest, seen from outside, to its end: what came out of it, and whether it came back.
 */
final class GuestWatch {
  private static final long OVERTIME_NS = TimeUnit.SECONDS.toNanos(3);

  /** A machine without any sign of life for so long does not come back. */
  private static final long SILENCE_NS = TimeUnit.SECONDS.toNanos(3);

  /** A CPU that has not beaten for so long, fifty times its period, is taken for gone. */
  private static final long GONE_NS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Who has not looked for so long knows of no silence in that time. */
  private static final long UNWATCHED_NS = TimeUnit.SECONDS.toNanos(1);

  private static final long WORKED_WITHIN_NS = TimeUnit.SECONDS.toNanos(2);
  private static final long BOOT_LIMIT_MILLIS = 20_000;
  private static final long CHECK_LIMIT_MILLIS = 10_000;
  private static final long POLL_MILLIS = 20;
  private static final long LAST_LINES_MILLIS = 5;
  private static final int MOST_BOOTS = 3;
  private static final int MOST_EVENTS = 20;
  private static final String SHUTDOWN = "SHUTDOWN";
  private static final String CHECKED = "checked ";
  private static final byte[] CHECK = ConductorOrder.of("check");

  private final FaultRun run;
  private final long stallMs;
  private final Machine machine;
  private final GuestRunner.Consoles consoles;
  private final long beginNs = System.nanoTime();
  private final GuestJournal journal;
  private final List<String> events = new ArrayList<>();
  private long lookedNs = beginNs;
  private Long panickedNs;
  private Long deathSeenAfterNs;
  private boolean gone;
  private boolean restarted;
  private boolean silent;
  private boolean cutOff;
  private boolean bootTimedOut;
  private boolean off;

  /** What the host did, of which nothing follows for the fault; null: nothing. */
  private String trouble;

  /** What the last boot answered; null: none did. */
  private JsonNode checked;

  GuestWatch(FaultRun run, long stallMs, Machine machine, GuestRunner.Consoles consoles) {
    this.run = run;
    this.stallMs = stallMs;
    this.machine = machine;
    this.consoles = consoles;
    this.journal = new GuestJournal(beginNs, run);
  }

  StoredRun toTheEnd() throws InterruptedException {
    machine.tell(ConductorOrder.of(OrderOptions.of(run, stallMs, "run", FaultPlaces.CONTENT)));
    while (goesOn()) {
      Machine.Message message = machine.next(POLL_MILLIS);
      if (message != null) {
        take(message);
      }
      lookForDeath();
    }
    takeWhatIsThere();
    if (journal.refused() != null) {
      return StoredRun.trouble(run, journal.refused());
    }
    if (gone && !events.contains(SHUTDOWN)) {
      trouble = whyGone();
    } else if (!isDown() && journal.facts() == null) {
      trouble = machine.failureOfHost();
    }
    long endNs = System.nanoTime();
    GuestFacts.Reboot reboot =
        trouble == null && run.reboot() && (panickedNs != null || restarted) ? reboot() : null;
    if (trouble != null) {
      return StoredRun.trouble(run, trouble);
    }
    StoredRun stored = new StoredRun(run, facts(endNs), guestFacts(endNs, reboot), null);
    String harness = HarnessFailure.of(stored);
    return harness == null ? stored : StoredRun.trouble(run, harness);
  }

  private String whyGone() throws InterruptedException {
    String why = machine.failureOfHost();
    return why == null ? "QEMU was ended" : why;
  }

  private Facts facts(long endNs) {
    return journal.facts() != null
        ? journal.facts()
        : journal.factsUntilTheEnd(endNs, stallMs, cutOff ? "limit" : "machine");
  }

  private GuestFacts guestFacts(long endNs, GuestFacts.Reboot reboot) {
    return new GuestFacts(
        consoles.keep(run, machine.consoleText()),
        List.copyOf(events),
        journal.facts() != null,
        panickedNs == null ? null : ms(panickedNs - beginNs),
        silent,
        journal.workedWithin(WORKED_WITHIN_NS, endNs),
        deathSeenAfterNs == null ? null : ms(deathSeenAfterNs),
        journal.longestBeatGapMs(endNs),
        reboot,
        reboot != null && reboot.ready() ? data() : null);
  }

  /** Events overtake the journal: what the machine said before it went down counts, too. */
  private void takeWhatIsThere() throws InterruptedException {
    if (isDown()) {
      Thread.sleep(LAST_LINES_MILLIS);
    }
    machine.linesSoFar().forEach(this::take);
  }

  private boolean goesOn() {
    long nowNs = System.nanoTime();
    cutOff =
        nowNs - beginNs
            > TimeUnit.MILLISECONDS.toNanos(OrderOptions.limitMs(stallMs)) + OVERTIME_NS;
    return !cutOff && !silent && !isDown() && journal.facts() == null && journal.refused() == null;
  }

  private boolean isDown() {
    return panickedNs != null || gone || restarted;
  }

  private void take(Machine.Message message) {
    if (!message.event()) {
      journal.add(message.text(), message.atNs());
      return;
    }
    if (events.size() < MOST_EVENTS) {
      events.add(message.text());
    }
    switch (message.text()) {
      case "GUEST_PANICKED", "GUEST_CRASHLOADED" -> {
        panickedNs = message.atNs();
        deathSeenAfterNs =
            deathSeenAfterNs != null
                ? deathSeenAfterNs
                : Long.valueOf(Math.max(0, message.atNs() - journal.lastSignNs()));
      }
      case Machine.GONE, SHUTDOWN -> gone = true;
      // Without a panic: as after a triple fault. The same QEMU boots it again.
      case "RESET" -> restarted = true;
      default -> {
        // Kept in the list.
      }
    }
  }

  private void lookForDeath() {
    long nowNs = System.nanoTime();
    if (nowNs - lookedNs > UNWATCHED_NS) {
      journal.wasNotWatchedUntil(nowNs);
    }
    lookedNs = nowNs;
    long sinceNs = nowNs - journal.oldestBeatNs();
    if (sinceNs <= GONE_NS && !isDown()) {
      deathSeenAfterNs = null; // it came back, or never was gone
    } else if (deathSeenAfterNs == null) {
      deathSeenAfterNs = sinceNs;
    }
    silent = !isDown() && nowNs - journal.lastSignNs() > SILENCE_NS;
  }

  private GuestFacts.Reboot reboot() throws InterruptedException {
    long downNs = System.nanoTime();
    Boot boot = Boot.FAILED;
    int boots = 0;
    while (boot == Boot.FAILED && !off && boots < MOST_BOOTS) {
      boots++;
      boot = boot();
      if (boot == Boot.FAILED && bootTimedOut) {
        trouble = machine.failureOfHost();
        machine.reset(); // or the next one would be the same, that hangs
      }
      if (trouble != null) {
        return null;
      }
    }
    if (boot == Boot.UP && checked == null) {
      trouble = machine.failureOfHost(); // it was asked, and who carries the answer?
    }
    double seconds = ms(System.nanoTime() - downNs) / 1000;
    return new GuestFacts.Reboot(boots, boot != Boot.FAILED, boot == Boot.WELL, seconds);
  }

  private enum Boot {
    /** It went down again, or did not get to user mode in time. */
    FAILED,
    /** It is up, and its canaries do not pass or it does not answer. */
    UP,
    WELL
  }

  private Boot boot() throws InterruptedException {
    long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(BOOT_LIMIT_MILLIS);
    boolean ready = false;
    bootTimedOut = false;
    while (System.nanoTime() < deadlineNs) {
      Machine.Message message = machine.next(POLL_MILLIS);
      if (message == null) {
        continue;
      }
      if (message.event()) {
        if (message.text().equals("GUEST_PANICKED")) {
          return Boot.FAILED;
        }
        if (message.text().equals(SHUTDOWN)) {
          off = true; // by the guest, which could not go on
          return Boot.FAILED;
        }
        if (message.text().equals(Machine.GONE)) {
          trouble = "while the machine was rebooted, " + whyGone();
          return Boot.FAILED;
        }
        if (message.text().equals(HarnessFailure.DISK_FAILED)) {
          trouble = "while the machine was rebooted, QEMU could not write its disk";
          return Boot.FAILED;
        }
      } else if (message.text().startsWith("ready ")) {
        ready = true;
        machine.tell(CHECK);
        deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CHECK_LIMIT_MILLIS);
      } else if (ready && message.text().startsWith(CHECKED)) {
        return answered(message.text().substring(CHECKED.length()));
      }
    }
    bootTimedOut = !ready;
    return ready ? Boot.UP : Boot.FAILED;
  }

  private Boot answered(String answer) {
    try {
      checked = FaultJson.SNAKE.readTree(answer);
      return checked.path("canaries_passed").asBoolean(false) ? Boot.WELL : Boot.UP;
    } catch (JacksonException e) {
      return Boot.UP; // what is up and says such things is not well
    }
  }

  private GuestFacts.Data data() {
    return checked == null
        ? null
        : new GuestFacts.Data(
            journal.acknowledged(),
            checked.path("journal_last").asLong(0) - checked.path("journal_missing").asLong(0));
  }

  private static double ms(long ns) {
    return (double) ns / TimeUnit.MILLISECONDS.toNanos(1);
  }
}
