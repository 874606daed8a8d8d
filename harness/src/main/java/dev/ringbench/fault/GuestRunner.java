// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import dev.ringbench.guest.FaultImage;
import dev.ringbench.guest.FaultMachine;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** Runs in a machine each, restored from one image, several side by side. */
public final class GuestRunner implements FaultRunner {
  private static final long OVERTIME_NS = TimeUnit.SECONDS.toNanos(3);

  /** A machine without any sign of life for so long does not come back. */
  private static final long SILENCE_NS = TimeUnit.SECONDS.toNanos(3);

  /** A CPU that has not beaten for so long, fifty times its period, is taken for gone. */
  private static final long GONE_NS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final long WORKED_WITHIN_NS = TimeUnit.SECONDS.toNanos(2);
  private static final long BOOT_LIMIT_MILLIS = 20_000;
  private static final long CHECK_LIMIT_MILLIS = 10_000;
  private static final long POLL_MILLIS = 20;
  private static final long LAST_LINES_MILLIS = 5;
  private static final int MOST_BOOTS = 3;
  private static final int MOST_EVENTS = 20;
  private static final String SHUTDOWN = "SHUTDOWN";
  private static final String CHECKED = "checked ";

  private final FaultImage image;
  private final Path directory;
  private final Path consoles;

  /**
   * A runner.
   *
   * @param directory an existing one of this process alone
   * @param consoles existing directory for what kernels said
   */
  public GuestRunner(FaultImage image, Path directory, Path consoles) {
    this.image = image;
    this.directory = directory;
    this.consoles = consoles;
  }

  @Override
  public int workers() {
    return Runtime.getRuntime().availableProcessors();
  }

  @Override
  public StoredRun conduct(FaultRun run, long stallMs, int worker) throws InterruptedException {
    Path disk = run.reboot() ? copyOfDisk(worker) : null;
    try (FaultMachine machine = FaultMachine.restore(image, directory, "slot" + worker, disk)) {
      return new Watch(run, stallMs, machine).toTheEnd();
    }
  }

  private Path copyOfDisk(int worker) {
    try {
      return Files.copy(
          image.disk(),
          directory.resolve("slot" + worker + ".disk"),
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot copy the guest's disk: " + e.getMessage() + ".", e);
    }
  }

  /** One run, seen from outside. */
  private final class Watch {
    private final FaultRun run;
    private final long stallMs;
    private final FaultMachine machine;
    private final long beginNs = System.nanoTime();
    private final GuestJournal journal = new GuestJournal(beginNs);
    private final List<String> events = new ArrayList<>();
    private Long panickedNs;
    private Long deathSeenAfterNs;
    private boolean gone;
    private boolean restarted;
    private boolean silent;
    private boolean cutOff;
    private boolean bootTimedOut;

    /** What the last boot answered; null: none did. */
    private JsonNode checked;

    Watch(FaultRun run, long stallMs, FaultMachine machine) {
      this.run = run;
      this.stallMs = stallMs;
      this.machine = machine;
    }

    StoredRun toTheEnd() throws InterruptedException {
      machine.say("run " + String.join(" ", RunOptions.of(run, stallMs)));
      while (goesOn()) {
        FaultMachine.Message message = machine.next(POLL_MILLIS);
        if (message != null) {
          take(message);
        }
        lookForDeath();
      }
      takeWhatIsThere();
      if (journal.refused() != null) {
        return StoredRun.trouble(run, journal.refused());
      }
      if (gone && panickedNs == null && !events.contains(SHUTDOWN)) {
        return StoredRun.trouble(run, "QEMU ended by itself");
      }
      long endNs = System.nanoTime();
      GuestFacts.Reboot reboot = run.reboot() && isDown() ? reboot() : null;
      GuestFacts.Data data = reboot != null && reboot.ready() ? data() : null;
      Facts facts =
          journal.facts() != null
              ? journal.facts()
              : journal.factsUntilTheEnd(run, endNs, stallMs, cutOff ? "limit" : "machine");
      GuestFacts guest =
          new GuestFacts(
              keepConsole(),
              List.copyOf(events),
              journal.facts() != null,
              panickedNs == null ? null : ms(panickedNs - beginNs),
              silent,
              journal.workedWithin(WORKED_WITHIN_NS, endNs),
              deathSeenAfterNs == null ? null : ms(deathSeenAfterNs),
              journal.longestBeatGapMs(endNs),
              reboot,
              data);
      return new StoredRun(run, facts, guest, null);
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
              > TimeUnit.MILLISECONDS.toNanos(RunOptions.limitMs(stallMs)) + OVERTIME_NS;
      return !cutOff
          && !silent
          && !isDown()
          && journal.facts() == null
          && journal.refused() == null;
    }

    private boolean isDown() {
      return panickedNs != null || gone || restarted;
    }

    private void take(FaultMachine.Message message) {
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
        case FaultMachine.GONE, SHUTDOWN -> gone = true;
        // Without a panic: as after a triple fault. The same QEMU boots it again.
        case "RESET" -> restarted = true;
        default -> {
          // Kept in the list.
        }
      }
    }

    private void lookForDeath() {
      long nowNs = System.nanoTime();
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
      while (boot == Boot.FAILED && boots < MOST_BOOTS) {
        boots++;
        boot = boot();
        if (boot == Boot.FAILED && bootTimedOut) {
          machine.reset(); // or the next one would be the same, that hangs
        }
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
        FaultMachine.Message message = machine.next(POLL_MILLIS);
        if (message == null) {
          continue;
        }
        if (message.event()) {
          if (message.text().equals("GUEST_PANICKED") || message.text().equals(FaultMachine.GONE)) {
            return Boot.FAILED;
          }
        } else if (message.text().startsWith("ready ")) {
          ready = true;
          machine.say("check");
          deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CHECK_LIMIT_MILLIS);
        } else if (ready && message.text().startsWith(CHECKED)) {
          checked = FaultJson.SNAKE.readTree(message.text().substring(CHECKED.length()));
          return checked.path("canaries_passed").asBoolean(false) ? Boot.WELL : Boot.UP;
        }
      }
      bootTimedOut = !ready;
      return ready ? Boot.UP : Boot.FAILED;
    }

    private GuestFacts.Data data() {
      return checked == null
          ? null
          : new GuestFacts.Data(
              journal.acknowledged(),
              checked.path("journal_last").asLong(0) - checked.path("journal_missing").asLong(0));
    }

    private String keepConsole() {
      String text = machine.consoleText();
      if (text.isBlank()) {
        return null;
      }
      Path file = consoles.resolve("run-" + run.number() + ".log");
      try {
        Files.writeString(file, text, StandardCharsets.ISO_8859_1);
      } catch (IOException e) {
        throw RingbenchException.machine(
            "Cannot keep " + file + ": " + e.getMessage() + ". Free space there.", e);
      }
      return consoles.getFileName() + "/" + file.getFileName();
    }
  }

  private static double ms(long ns) {
    return (double) ns / TimeUnit.MILLISECONDS.toNanos(1);
  }

  @Override
  public void close() {}
}
