// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.injection;

import dev.ringbench.fault.Band;
import dev.ringbench.fault.FaultRun;
import dev.ringbench.fault.MachineProfile;
import dev.ringbench.fault.Place;
import java.util.List;

/** The words by which the native conductor is told of a run, on a host and in a guest alike. */
public final class OrderOptions {
  /** G of a quiet machine; see {@link Band}. */
  public static final long STALL_MS = 1000;

  private static final long LIMIT_MS = 6000;

  /** A stall must be told from an end, and some wait for three of them. */
  private static final int STALLS = 4;

  /** When the conductor cuts a run off. */
  static long limitMs(long stallMs) {
    return Math.max(LIMIT_MS, STALLS * stallMs);
  }

  private static final long REPLAY_SEED = 20240719;
  private static final long REPLAY_TRIGGER = 400;

  private OrderOptions() {}

  /** On a machine set up to keep going, where an oops is a panic: as Windows has it. */
  public static List<String> of(
      String kind, String sensor, String fault, String work, String content) {
    return of(
        new FaultRun(
            0,
            kind,
            fault,
            sensor,
            Place.HOST,
            REPLAY_SEED,
            REPLAY_TRIGGER,
            new MachineProfile(1, 0, 100, 5),
            false),
        STALL_MS,
        work,
        content);
  }

  /**
   * See native/fault/options.h.
   *
   * @param work name of a directory of the run's own, in that of the conductor
   * @param content name of a file there
   */
  public static List<String> of(FaultRun run, long stallMs, String work, String content) {
    return List.of(
        "run",
        "work",
        work,
        "content",
        content,
        "sensor",
        run.sensor(),
        "fault",
        run.fault(),
        "kind",
        run.kind(),
        "seed",
        Long.toString(run.seed()),
        "trigger",
        Long.toString(run.trigger()),
        "panic-on-oops",
        Integer.toString(run.profile().panicOnOops()),
        "watchdog",
        Integer.toString(run.profile().watchdog()),
        "restart-delay-ms",
        Integer.toString(run.profile().restartDelayMs()),
        "start-limit",
        Integer.toString(run.profile().startLimit()),
        "limit-ms",
        Long.toString(limitMs(stallMs)),
        "stall-ms",
        Long.toString(stallMs));
  }
}
