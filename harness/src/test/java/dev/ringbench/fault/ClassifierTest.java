// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import static dev.ringbench.fault.SampleFacts.BAND;
import static dev.ringbench.fault.SampleFacts.failed;
import static dev.ringbench.fault.SampleFacts.guest;
import static dev.ringbench.fault.SampleFacts.task;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** One test a rule of the scale, from the lowest class to the highest. */
class ClassifierTest {
  private static final String OOPS = "[ 3.4] Oops: 0000 [#1] PREEMPT SMP NOPTI";
  private static final GuestFacts.Reboot WELL = new GuestFacts.Reboot(1, true, true, 3.5);

  private final SampleFacts sample = new SampleFacts();

  private Outcome inGuest(GuestFacts guest, String console) {
    return Classifier.classify(sample.facts(), guest, console, BAND, null).outcome();
  }

  @Test
  void whatDidNotRunIsOutsideOfEveryDenominator() {
    sample.activations = 0L;
    sample.exits = List.of(new Facts.Exit(50, 11, null, false));
    assertThat(sample.outcome()).isEqualTo(Outcome.B0);
  }

  @Test
  void insideTheBandIsNoEffect() {
    assertThat(sample.outcome()).isEqualTo(Outcome.B1);
  }

  @Test
  void aRefusalIsTheSensorsAlone() {
    sample.activations = null;
    sample.refused = "verifier: R0 min value is outside of the allowed memory range";
    assertThat(sample.outcome()).isEqualTo(Outcome.B2);
  }

  @Test
  void anEndSilenceALossLatenessAndWrongVerdictsAreTheSensorsAlone() {
    sample.exits = List.of(new Facts.Exit(50, 11, null, false));
    assertThat(sample.outcome()).isEqualTo(Outcome.B2);
    sample.exits = List.of();
    sample.heartbeatGapMs = 31;
    assertThat(sample.outcome()).isEqualTo(Outcome.B2);
    sample.heartbeatGapMs = 5;
    sample.events = new Facts.Events(100, 90L, 0L, false, 0L);
    assertThat(sample.outcome()).isEqualTo(Outcome.B2);
    sample.events = new Facts.Events(100, 90L, 10L, false, 0L);
    assertThat(sample.outcome()).isEqualTo(Outcome.B2);
    sample.events = new Facts.Events(100, 100L, 0L, false, 0L);
    sample.tasks.set(1, task(1, 60));
    assertThat(sample.outcome()).isEqualTo(Outcome.B2);
    sample.tasks.set(1, task(1, 2));
    sample.verdicts = new Facts.Verdicts(0, 3, 17, 3);
    assertThat(sample.outcome()).isEqualTo(Outcome.B2);
  }

  @Test
  void oneTaskWithAnErrnoASignalOrAStallIsOne() {
    sample.tasks.set(0, failed(0, 38));
    assertThat(sample.outcome()).isEqualTo(Outcome.B3);
    sample.tasks.set(0, new Facts.Task("worker-0", 30, 2, false, 11, List.of()));
    assertThat(sample.outcome()).isEqualTo(Outcome.B3);
    sample.tasks.set(0, task(0, 1000));
    assertThat(sample.outcome()).isEqualTo(Outcome.B3);
    sample.tasks.set(0, task(0, 999));
    assertThat(sample.outcome()).isEqualTo(Outcome.B2);
  }

  @Test
  void twoTasksAreMany() {
    sample.tasks.set(0, failed(0, 38));
    sample.tasks.set(2, task(2, 1200));
    assertThat(sample.outcome()).isEqualTo(Outcome.B4);
  }

  @Test
  void aControlCanaryThatStoodStillIsTheSystem() {
    sample.tasks.set(0, failed(0, 38));
    sample.controlGapMs = 1000;
    assertThat(sample.outcome()).isEqualTo(Outcome.B5);
  }

  @Test
  void aConsoleOrATaintOfDamageIsADamagedKernel() {
    assertThat(inGuest(guest(null, false, true), OOPS)).isEqualTo(Outcome.B6);
    sample.taint = 1L << 7;
    assertThat(inGuest(guest(null, false, true), "")).isEqualTo(Outcome.B6);
    sample.taint = 1L << 12 | 1L << 13; // out of tree, unsigned: no damage
    assertThat(inGuest(guest(null, false, true), "")).isEqualTo(Outcome.B1);
  }

  /** As of a machine that hung, or whose channel ended: nobody could ask for its taint. */
  @Test
  void theConsoleAloneIsEnoughAndTheReasonNamesTheMessageAndItsLine() {
    sample.taint = null;
    Classification classification =
        Classifier.classify(
            sample.facts(),
            guest(null, false, true),
            """
            [   21.403112] ringbench-fault: activated F11 at event 40
            [   22.000131] BUG: workqueue leaked lock or atomic: kworker/1:0/0x1/19
            """,
            BAND,
            null);
    assertThat(classification.outcome()).isEqualTo(Outcome.B6);
    assertThat(classification.reasons())
        .singleElement(InstanceOfAssertFactories.STRING)
        .contains("workqueue-leak", "line 2", "BUG: workqueue leaked lock or atomic: kworker/1:0");
  }

  /** Any driver sets taint W by any WARN; which WARN it was decides. */
  @Test
  void aWarningCountsByItsPlaceAndNotByItsTaint() {
    sample.taint = 1L << 9;
    GuestFacts up = guest(null, false, true);
    String where = "[ 3.4] WARNING: CPU: 0 PID: 1 at %s+0x1/0x2";
    assertThat(inGuest(up, "")).isEqualTo(Outcome.B1);
    assertThat(inGuest(up, String.format(where, "drivers/gpu/drm/drm_mm.c:9 drm_mm_takedown")))
        .isEqualTo(Outcome.B1);
    assertThat(inGuest(up, String.format(where, "mm/vmalloc.c:2700 __vunmap")))
        .isEqualTo(Outcome.B6);
  }

  @Test
  void anInterruptThatNobodyKnowsAndTheWordsOfAServiceAreNoDamage() {
    GuestFacts up = guest(null, false, true);
    assertThat(inGuest(up, "[ 5.2] Uhhuh. NMI received for unknown reason 21 on CPU 0."))
        .isEqualTo(Outcome.B1);
    assertThat(inGuest(up, "[ 3.1] app[77]: Oops: could not read config, using defaults"))
        .isEqualTo(Outcome.B1);
  }

  @Test
  void aPanicIsAsBadAsTheRebootThatFollows() {
    assertThat(inGuest(guest(700.0, false, false, WELL, null), OOPS)).isEqualTo(Outcome.B7);
    assertThat(
            inGuest(
                guest(700.0, false, false, new GuestFacts.Reboot(3, false, false, 60), null), OOPS))
        .isEqualTo(Outcome.B8);
  }

  @Test
  void aPanicThatWasNotRebootedIsClassedByAnotherRunOfItsCellAndSaysSo() {
    Classification classification =
        Classifier.classify(sample.facts(), guest(700.0, false, false), OOPS, BAND, WELL);
    assertThat(classification.outcome()).isEqualTo(Outcome.B7);
    assertThat(classification.reasons())
        .contains("it was well after one reboot (as another run of this cell)");
  }

  /** As after a triple fault, of which no console tells. */
  @Test
  void aResetWithoutAPanicIsAMachineThatWentDown() {
    GuestFacts still = guest(null, false, false, WELL, null);
    GuestFacts reset =
        new GuestFacts(
            still.console(),
            List.of("RESUME", "RESET"),
            still.conducted(),
            still.panickedMs(),
            still.silent(),
            still.working(),
            still.deathSeenMs(),
            still.longestBeatGapMs(),
            still.reboot(),
            still.data());
    assertThat(inGuest(still, "")).isEqualTo(Outcome.B8);
    assertThat(inGuest(reset, "")).isEqualTo(Outcome.B7);
  }

  @Test
  void silenceAndWorkThatNoLongerGetsDoneAreADeadHang() {
    assertThat(inGuest(guest(null, true, false), "")).isEqualTo(Outcome.B8);
    assertThat(inGuest(guest(null, false, false), OOPS)).isEqualTo(Outcome.B8);
  }

  @Test
  void missingRecordsAreDataLossButOnlyWhereSomethingBroke() {
    GuestFacts.Data lost = new GuestFacts.Data(10, 8);
    assertThat(inGuest(guest(700.0, false, false, WELL, lost), OOPS)).isEqualTo(Outcome.B9);
    assertThat(inGuest(guest(700.0, false, false, WELL, new GuestFacts.Data(10, 10)), OOPS))
        .isEqualTo(Outcome.B7);
  }

  @Test
  void aCrashByRequestNeedsNoCounter() {
    sample.activations = null;
    assertThat(
            inGuest(
                guest(700.0, false, false, WELL, null),
                "[ 3.2] sysrq: Trigger a crash\n[ 3.2] Kernel panic - not syncing: sysrq"))
        .isEqualTo(Outcome.B7);
  }

  @Test
  void whatTheLimitCutOffIsCensoredAndNotDropped() {
    sample.ended = "limit";
    sample.tasks.set(0, task(0, 5000));
    Classification classification = Classifier.classify(sample.facts(), null, "", BAND, null);
    assertThat(classification.outcome()).isEqualTo(Outcome.B3);
    assertThat(classification.censored()).isTrue();
  }

  @Test
  void aProgramWhoseCounterWentWithTheMachineMetItsFault() {
    sample.activations = null;
    GuestFacts down = guest(800.0, false, false, WELL, null);
    GuestFacts up = guest(null, false, true);
    String stuck = "watchdog: BUG: soft lockup - CPU#0 stuck for 4s!";
    assertThat(inGuest(down, "")).as("a module says it on the console").isEqualTo(Outcome.B0);
    sample.sensor = "bpf-lsm";
    assertThat(inGuest(down, "")).isEqualTo(Outcome.B7);
    assertThat(inGuest(up, stuck)).isEqualTo(Outcome.B6);
    assertThat(inGuest(up, "")).isEqualTo(Outcome.B0);
  }

  @Test
  void eventsThatCameWhenAllWasOverWereLateAndNotLost() {
    sample.events = new Facts.Events(100, 100L, 0L, false, 60L);
    Classification late = Classifier.classify(sample.facts(), null, "", BAND, null);
    assertThat(late.outcome()).isEqualTo(Outcome.B2);
    assertThat(late.security()).containsExactly(SecurityEffect.LATE);
  }

  @Test
  void theSecurityVectorIsNotTheScale() {
    sample.verdicts = new Facts.Verdicts(0, 30, 10, 0);
    sample.events = new Facts.Events(100, 60L, 0L, false, 0L);
    Classification open = Classifier.classify(sample.facts(), null, "", BAND, null);
    assertThat(open.outcome()).isEqualTo(Outcome.B2);
    assertThat(open.security()).containsExactlyInAnyOrder(SecurityEffect.OPEN, SecurityEffect.LOST);
    SampleFacts closed = new SampleFacts();
    closed.tasks.set(0, failed(0, 38));
    closed.tasks.set(1, failed(1, 38));
    assertThat(Classifier.classify(closed.facts(), null, "", BAND, null).security())
        .containsExactly(SecurityEffect.CLOSED);
  }
}
