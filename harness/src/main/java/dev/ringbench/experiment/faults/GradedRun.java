// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import dev.ringbench.fault.Classification;
import dev.ringbench.fault.Facts;
import dev.ringbench.fault.FaultRun;
import dev.ringbench.fault.GuestFacts;
import dev.ringbench.fault.Outcome;
import dev.ringbench.fault.SecurityEffect;
import dev.ringbench.fault.StoredRun;
import java.util.List;
import java.util.Set;

/**
 * What a run came to, and what reports count of it. Times in ms, null where there is none.
 *
 * @param form see {@link Facts}
 * @param outcome null: it could not be conducted, see {@code trouble}
 * @param censored see {@link Classification}
 * @param reasons which rules held
 * @param detectMs from the fault to the supervisor's noticing
 * @param recoverMs from the fault to the first right verdict or event after it
 * @param unprotectedMs that denied requests succeeded
 * @param stallMs longest of a task of the workload
 * @param stillStalled a task still stood when the run was ended: its stall is at least that
 * @param sensorDied by itself, before its supervisor did anything
 * @param deathSeenMs see {@link GuestFacts}
 * @param refused it never ran
 * @param verdictsKnown whether what the workload saw of its verdicts came out
 * @param wellAfterReboot whether the machine's canaries passed after one; null: it was not rebooted
 */
public record GradedRun(
    FaultRun run,
    String form,
    Outcome outcome,
    Set<SecurityEffect> security,
    boolean censored,
    List<String> reasons,
    Double detectMs,
    Double recoverMs,
    Double unprotectedMs,
    Double stallMs,
    boolean stillStalled,
    boolean sensorDied,
    Double deathSeenMs,
    boolean refused,
    boolean verdictsKnown,
    Boolean wellAfterReboot,
    String trouble) {
  static GradedRun of(StoredRun stored, Classification classification) {
    Facts facts = stored.facts();
    List<Facts.Exit> exits = facts.sensorProcess().exits();
    return new GradedRun(
        stored.run(),
        facts.form(),
        classification.outcome(),
        classification.security(),
        classification.censored(),
        classification.reasons(),
        since(facts, facts.timeline().detectedMs()),
        since(facts, facts.timeline().recoveredMs()),
        facts.probe() == null ? null : Double.valueOf(facts.probe().unprotectedMs()),
        facts.tasks().isEmpty() ? null : Double.valueOf(facts.longestStallMs()),
        facts.tasks().stream().anyMatch(Facts.Task::stuckAtEnd),
        !exits.isEmpty() && !exits.get(0).byUs(),
        stored.guest() == null ? null : stored.guest().deathSeenMs(),
        facts.refused() != null,
        facts.verdicts() != null,
        wellAfterReboot(stored.guest()),
        null);
  }

  static GradedRun trouble(StoredRun stored) {
    return new GradedRun(
        stored.run(),
        null,
        null,
        Set.of(),
        false,
        List.of(),
        null,
        null,
        null,
        null,
        false,
        false,
        null,
        false,
        false,
        null,
        stored.trouble());
  }

  private static Boolean wellAfterReboot(GuestFacts guest) {
    if (guest == null || guest.reboot() == null) {
      return null;
    }
    GuestFacts.Reboot reboot = guest.reboot();
    return reboot.boots() == 1 && reboot.ready() && reboot.canariesPassed();
  }

  private static Double since(Facts facts, Double atMs) {
    return atMs == null || facts.activatedMs() == null
        ? null
        : Double.valueOf(Math.max(0, atMs - facts.activatedMs()));
  }
}
