// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import dev.ringbench.model.Nearest;
import dev.ringbench.model.RingbenchException;
import java.util.List;

/**
 * How the machine and the supervisor are set up: a factor, because it changes outcomes.
 *
 * @param panicOnOops 1: an oops is a panic (kernel.panic_on_oops)
 * @param watchdog 1: the supervisor kills a sensor that no longer beats (systemd's WatchdogSec),
 *     and in a guest a watchdog device resets a machine with a dead CPU
 * @param restartDelayMs before a sensor that died is started again (systemd's RestartSec)
 * @param startLimit starts before the supervisor gives up (systemd's StartLimitBurst)
 */
public record MachineProfile(
    int panicOnOops, int watchdog, Integer restartDelayMs, Integer startLimit) {
  /** As systemd does it by default, on a machine set up to keep going. */
  public static final MachineProfile BARE = new MachineProfile(0, 0, 100, 5);

  /** On a machine set up to rather restart: what does not answer is ended. */
  public static final MachineProfile GUARDED = new MachineProfile(1, 1, 100, 5);

  private static final MachineProfile PANIC = new MachineProfile(1, 0, 100, 5);
  private static final MachineProfile WATCHDOG = new MachineProfile(0, 1, 100, 5);
  private static final List<MachineProfile> ALL = List.of(BARE, GUARDED, PANIC, WATCHDOG);

  /** Whether it is one of those that have a name. */
  public static boolean isKnown(MachineProfile profile) {
    return ALL.contains(profile);
  }

  /**
   * The one of that name.
   *
   * @throws RingbenchException when there is none
   */
  public static MachineProfile of(String name) {
    return ALL.stream()
        .filter(profile -> profile.label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                RingbenchException.badInput(
                    "--machines: "
                        + Nearest.unknown(
                            "machine", name, List.of("bare", "guarded", "panic", "watchdog"))));
  }

  /** A word for tables. */
  public String label() {
    if (panicOnOops == 1) {
      return watchdog == 1 ? "guarded" : "panic";
    }
    return watchdog == 1 ? "watchdog" : "bare";
  }
}
