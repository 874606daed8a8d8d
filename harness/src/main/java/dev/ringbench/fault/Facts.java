// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import java.util.List;

/**
 * What was seen in one run, as native/fault/facts.c writes it. Times in ms since the run began;
 * null is unknown. Nothing in it comes from the sensor but what it reported to lose.
 *
 * @param form of the defect, in words; null: it has one only, or the run did not tell
 */
public record Facts(
    int format,
    String fault,
    String sensor,
    String kind,
    long seed,
    long trigger,
    String place,
    MachineProfile profile,
    String form,
    Long activations,
    Double activatedMs,
    String refused,
    SensorProcess sensorProcess,
    Events events,
    List<Task> tasks,
    Verdicts verdicts,
    Probe probe,
    Control control,
    Machine machine,
    Timeline timeline,
    String ended) {
  /** Kinds of runs. */
  public static final String FAULT = "fault";

  /** Without a fault, and before all others: what it shows is the fault-free band. */
  public static final String CALIBRATION = "calibration";

  /** The same run without a fault: whatever it shows is a false alarm. */
  public static final String PLACEBO = "placebo";

  /** A crash of the kernel by its own means: what it does not show the harness does not see. */
  public static final String KNOWN_BAD = "known-bad";

  /** The sensor's process as its supervisor saw it. */
  public record SensorProcess(
      List<Exit> exits,
      int restarts,
      boolean givenUp,
      double longestHeartbeatGapMs,
      double heartbeatPeriodMs,
      boolean runningAtEnd) {}

  /** An end of the sensor's process; {@code byUs}: the supervisor's watchdog killed it. */
  public record Exit(double atMs, Integer signal, Integer status, boolean byUs) {}

  /**
   * Operations of the workload, and events that reached user mode; null: it reports none. {@code
   * late}: of those, how many came only when the run was over and the sensor was let go on; null:
   * its queue was not let through.
   */
  public record Events(
      long issued, Long delivered, Long lostReported, boolean lostUnknown, Long late) {
    /** Events that nobody reported and nobody got; 0 where none are reported at all. */
    public long silentlyLost() {
      if (delivered == null) {
        return 0;
      }
      return Math.max(0, issued - delivered - (lostReported == null ? 0 : lostReported));
    }
  }

  /** A process of the workload; its gap is between the ends of two of its operations. */
  public record Task(
      String name,
      long operations,
      double longestGapMs,
      boolean stuckAtEnd,
      Integer signal,
      List<Unexpected> unexpected) {}

  /** An errno that no request of the workload should get. */
  public record Unexpected(int errno, long count, Double firstMs) {}

  /**
   * Counted by the workload; {@code wrong}: of a sensor that was alive. Null: the machine took its
   * count along.
   */
  public record Verdicts(
      long allowedRefused, long deniedSucceeded, long deniedRefused, long wrong) {}

  /**
   * Opens a denied file each ms, or as often as {@code intervalMs} says that it could; null is
   * unknown.
   */
  public record Probe(
      Double intervalMs, long probes, long succeeded, double unprotectedMs, Double firstMs) {}

  /** The process without any hooked call. */
  public record Control(double longestGapMs) {}

  /** The kernel before and after. */
  public record Machine(
      String bootIdBefore, String bootIdAfter, Long taintBefore, Long taintAfter) {}

  /** When what happened; null: it did not. */
  public record Timeline(
      Double armedMs, Double detectedMs, Double restartedMs, Double recoveredMs) {}

  /** The longest that any task of the workload stood still. */
  public double longestStallMs() {
    return tasks.stream().mapToDouble(Task::longestGapMs).max().orElse(0);
  }
}
