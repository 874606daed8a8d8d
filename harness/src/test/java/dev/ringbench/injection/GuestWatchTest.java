// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.injection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.fault.Classifier;
import dev.ringbench.fault.Facts;
import dev.ringbench.fault.FaultJson;
import dev.ringbench.fault.FaultRun;
import dev.ringbench.fault.MachineProfile;
import dev.ringbench.fault.Outcome;
import dev.ringbench.fault.Place;
import dev.ringbench.fault.SampleFacts;
import dev.ringbench.fault.StoredRun;
import dev.ringbench.guest.Machine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is an outcome of the fault, and what is the harness's or the host's own. */
class GuestWatchTest {
  private static final FaultRun RUN =
      new FaultRun(
          1_000_004,
          Facts.FAULT,
          "F01",
          "module-ftrace-auth",
          Place.GUEST,
          4,
          40,
          MachineProfile.BARE,
          true);

  /** Says what it is told to say, and then nothing. */
  private static final class Simulated implements Machine {
    private final Queue<Message> messages = new ArrayDeque<>();
    final List<String> told = new ArrayList<>();
    String failure;

    Simulated lines(String... lines) {
      for (String line : lines) {
        messages.add(new Message(false, line, System.nanoTime()));
      }
      return this;
    }

    Simulated events(String... events) {
      for (String event : events) {
        messages.add(new Message(true, event, System.nanoTime()));
      }
      return this;
    }

    Simulated failing(String why) {
      failure = why;
      return this;
    }

    @Override
    public void tell(byte[] order) {
      told.add(new String(order, StandardCharsets.UTF_8));
    }

    @Override
    public Message next(long timeoutMillis) throws InterruptedException {
      if (messages.isEmpty()) {
        Thread.sleep(timeoutMillis);
      }
      return messages.poll();
    }

    /** Messages keep their order here. */
    @Override
    public List<Message> linesSoFar() {
      return List.of();
    }

    @Override
    public void reset() {}

    @Override
    public String consoleText() {
      return "";
    }

    @Override
    public String failureOfHost() {
      return failure;
    }

    @Override
    public void close() {}
  }

  private static StoredRun watched(Simulated machine) throws InterruptedException {
    return new GuestWatch(RUN, 1000, machine, (run, text) -> null).toTheEnd();
  }

  private static Outcome outcome(StoredRun stored) {
    assertThat(stored.trouble()).isNull();
    return Classifier.classify(stored.facts(), stored.guest(), "", SampleFacts.BAND, null)
        .outcome();
  }

  @Test
  void threeBootsThatPanicAreNoRecovery() throws Exception {
    StoredRun stored =
        watched(
            new Simulated()
                .lines("x 3.0 activated")
                .events("GUEST_PANICKED", "GUEST_PANICKED", "GUEST_PANICKED", "GUEST_PANICKED"));
    assertThat(outcome(stored)).isEqualTo(Outcome.B8);
    assertThat(stored.guest().reboot().boots()).isEqualTo(3);
  }

  @Test
  void aBootThatIsWellIsARecovery() throws Exception {
    Simulated machine =
        new Simulated()
            .lines("x 3.0 activated")
            .events("GUEST_PANICKED")
            .lines("ready 4a 900", "checked {\"canaries_passed\":true,\"journal_last\":3}");
    assertThat(outcome(watched(machine))).isEqualTo(Outcome.B7);
    assertThat(machine.told.get(0)).startsWith("2").contains("6:sensor,18:module-ftrace-auth,");
    assertThat(machine.told.get(1)).isEqualTo("8:5:check,,");
  }

  @Test
  void aQemuThatIsKilledWhileItRebootsIsTrouble() throws Exception {
    for (String[] before :
        new String[][] {
          {"GUEST_PANICKED"}, {"RESET"}, {"GUEST_PANICKED", "RESET", "GUEST_PANICKED"}
        }) {
      StoredRun stored =
          watched(
              new Simulated()
                  .events(before)
                  .events(Machine.GONE)
                  .failing("QEMU was ended by signal 9"));
      assertThat(stored.trouble())
          .isEqualTo("while the machine was rebooted, QEMU was ended by signal 9");
      assertThat(stored.facts()).isNull();
    }
  }

  @Test
  void aQemuThatIsKilledBeforeItsMachineWentDownIsTrouble() throws Exception {
    assertThat(watched(new Simulated().events(Machine.GONE).failing("QEMU ended")).trouble())
        .isEqualTo("QEMU ended");
  }

  @Test
  void aDiskThatTheHostFailsIsTrouble() throws Exception {
    assertThat(
            watched(new Simulated().events("BLOCK_IO_ERROR", "GUEST_PANICKED", "BLOCK_IO_ERROR"))
                .trouble())
        .contains("could not write its disk");
  }

  @Test
  void aSilentMachineIsNoRecoveryOnlyIfItsQemuAnswers() throws Exception {
    assertThat(watched(new Simulated().lines("b 0 1").failing("QEMU did not answer")).trouble())
        .isEqualTo("QEMU did not answer");
    assertThat(outcome(watched(new Simulated().lines("b 0 1", "x 1.0 activated"))))
        .isEqualTo(Outcome.B8);
  }

  @Test
  void factsOfAnotherRunAreTrouble() throws Exception {
    String facts = FaultJson.SNAKE.writeValueAsString(new SampleFacts().facts(RUN));
    assertThat(watched(new Simulated().lines("facts " + facts)).trouble()).isNull();
    assertThat(watched(new Simulated().lines("facts " + facts.replace("F01", "F02"))).trouble())
        .contains("has facts of another run");
    assertThat(watched(new Simulated().lines("facts {\"format\":")).trouble())
        .contains("is damaged");
  }

  /** The conductor in it tells its form as soon as it knows it. */
  @Test
  void aMachineThatGoesDownHasToldTheFormOfItsDefect() throws Exception {
    assertThat(formAfter("form a loop of loops")).isEqualTo("a loop of loops");
    assertThat(formAfter("form <script>")).isNull();
    assertThat(formAfter("form " + "x".repeat(500))).isNull();
  }

  private static String formAfter(String line) throws InterruptedException {
    return watched(
            new Simulated()
                .lines(line, "x 3.0 activated")
                .events("GUEST_PANICKED", "GUEST_PANICKED", "GUEST_PANICKED", "GUEST_PANICKED"))
        .facts()
        .form();
  }

  /** A guest's root says whatever it likes. */
  @Test
  void noLineFromInsideIsMoreThanALine() {
    Random random = new Random(7);
    String[] words = {
      "b",
      "w",
      "j",
      "a",
      "x",
      "facts",
      "form",
      "refused",
      "0",
      "1",
      "-1",
      "NaN",
      "1e999",
      "999999999999",
      "control",
      "worker-0",
      "\u0000",
      "{}",
      "activated",
      "../x",
      ""
    };
    GuestJournal journal = new GuestJournal(0, RUN);
    for (int i = 0; i < 200_000; i++) {
      StringBuilder line = new StringBuilder();
      for (int word = random.nextInt(8); word >= 0; word--) {
        line.append(words[random.nextInt(words.length)]).append(word == 0 ? "" : " ");
      }
      journal.add(line.toString(), i);
    }
    Facts facts = journal.factsUntilTheEnd(300_000, 1000, "machine");
    assertThat(facts.tasks()).hasSizeLessThanOrEqualTo(21);
    assertThat(journal.longestBeatGapMs(300_000)).hasSizeLessThanOrEqualTo(16);
  }
}
