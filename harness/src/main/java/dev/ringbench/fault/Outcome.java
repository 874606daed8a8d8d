// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import java.util.Comparator;
import java.util.stream.Stream;

/** Blast radius: one ordered scale. The highest class whose rule matches is the run's. */
public enum Outcome {
  B0(0, "NOT_ACTIVATED", "the fault was not executed"),
  B1(1, "NO_EFFECT", "no effect: all figures stay in their fault-free band"),
  B2(
      2,
      "SENSOR_ONLY",
      "only the sensor: it ended, was refused, fell silent, lost events, or was late"),
  B3(3, "ONE_TASK", "one task of the workload failed or stalled"),
  B4(4, "MANY_TASKS", "two or more tasks failed or stalled"),
  B5(5, "SYSTEM_STALL", "processes without any hooked call stalled too, and recovered"),
  B6(6, "KERNEL_DAMAGED", "the kernel is damaged, and the same boot continues"),
  B7(7, "REBOOT_RECOVERED", "the machine went down, and recovered after one reboot"),
  B8(8, "NO_RECOVERY", "the machine hangs, or three boots did not help"),
  B9(9, "DATA_LOSS", "acknowledged records are missing");

  private final int severity;
  private final String title;
  private final String meaning;

  Outcome(int severity, String title, String meaning) {
    this.severity = severity;
    this.title = title;
    this.meaning = meaning;
  }

  /** 0 to 9; the higher, the more went down. */
  public int severity() {
    return severity;
  }

  /** As the catalogue calls it. */
  public String title() {
    return title;
  }

  /** Half a sentence for a legend. */
  public String meaning() {
    return meaning;
  }

  public static Outcome worst(Stream<Outcome> outcomes) {
    return outcomes.max(Comparator.comparingInt(Outcome::severity)).orElse(B0);
  }
}
