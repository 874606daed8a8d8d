// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

/**
 * Tells what the harness or its host did from what the fault did. The first is no outcome: a run
 * with such a failure is trouble, is counted apart, and is done again by --resume. A pure function
 * of what was kept.
 */
public final class HarnessFailure {
  private static final int SIGKILL = 9;

  private HarnessFailure() {}

  /** What it was; null: nothing of the kind is in the record. */
  public static String of(StoredRun stored) {
    if (stored.trouble() != null) {
      return null;
    }
    return stored.guest() == null ? onHost(stored.facts()) : ofGuest(stored.guest());
  }

  /** No defect sends this signal, and the supervisor's own is known. */
  private static String onHost(Facts facts) {
    if (Catalogue.load().with(Trait.KILLING).contains(facts.fault())) {
      return null;
    }
    if (facts.sensorProcess().exits().stream()
        .anyMatch(exit -> !exit.byUs() && killed(exit.signal()))) {
      return "the sensor was killed by neither its defect nor its supervisor: by this machine, when it has no memory,"
          + " or by its users";
    }
    return facts.tasks().stream()
        .filter(task -> killed(task.signal()))
        .findFirst()
        .map(task -> "the workload's " + task.name() + " was killed by none of the run's processes")
        .orElse(null);
  }

  private static boolean killed(Integer signal) {
    return signal != null && signal == SIGKILL;
  }

  private static String ofGuest(GuestFacts guest) {
    if (guest.qmp().contains(DISK_FAILED)) {
      return "QEMU could not write the disk of the machine";
    }
    return guest.qmp().contains(GONE)
            && guest.panickedMs() == null
            && !guest.qmp().contains("SHUTDOWN")
        ? "QEMU ended by itself, or was ended"
        : null;
  }

  /** The event of QEMU when what is behind a disk fails it. */
  public static final String DISK_FAILED = "BLOCK_IO_ERROR";

  /** What stands in place of an event where QEMU ended without one. */
  public static final String GONE = "GONE";
}
