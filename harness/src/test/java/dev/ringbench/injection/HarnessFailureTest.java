// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.injection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.fault.Facts;
import dev.ringbench.fault.FaultRun;
import dev.ringbench.fault.GuestFacts;
import dev.ringbench.fault.HarnessFailure;
import dev.ringbench.fault.MachineProfile;
import dev.ringbench.fault.Place;
import dev.ringbench.fault.SampleFacts;
import dev.ringbench.fault.StoredRun;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Facts of runs that this machine ended. */
class HarnessFailureTest {
  private static FaultRun run(String fault) {
    return new FaultRun(
        4,
        Facts.FAULT,
        fault,
        "fanotify-permission",
        Place.HOST,
        4,
        40,
        MachineProfile.BARE,
        false);
  }

  private static String of(String fault, Facts.Exit... exits) {
    SampleFacts facts = new SampleFacts();
    facts.exits = List.of(exits);
    return HarnessFailure.of(new StoredRun(run(fault), facts.facts(run(fault)), null, null));
  }

  @Test
  void aSensorThatSomebodyElseKilledIsNoOutcome() {
    assertThat(of("F01", new Facts.Exit(40, 9, null, false))).contains("the sensor was killed by");
    assertThat(of("F01", new Facts.Exit(40, 11, null, false))).isNull();
    assertThat(of("F08", new Facts.Exit(40, 9, null, true))).as("its watchdog").isNull();
    assertThat(of("F16", new Facts.Exit(40, 9, null, false))).as("the fault is a kill").isNull();
    assertThat(of("F17", new Facts.Exit(40, 9, null, false))).as("the limit of memory").isNull();
  }

  @Test
  void aTaskThatSomebodyElseKilledIsNoOutcome() {
    SampleFacts facts = new SampleFacts();
    facts.tasks.set(1, new Facts.Task("worker-1", 30, 2, false, 9, List.of()));
    assertThat(HarnessFailure.of(new StoredRun(run("F01"), facts.facts(run("F01")), null, null)))
        .contains("worker-1 was killed");
  }

  @Test
  void aMachineWhoseQemuEndedIsNoOutcome() {
    FaultRun run = run("F01");
    GuestFacts guest =
        new GuestFacts(
            null,
            List.of("RESUME", "GONE"),
            false,
            null,
            false,
            true,
            null,
            java.util.Map.of(),
            null,
            null);
    assertThat(HarnessFailure.of(new StoredRun(run, new SampleFacts().facts(run), guest, null)))
        .contains("QEMU ended by itself");
  }
}
