// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import dev.ringbench.check.Check;
import dev.ringbench.document.Head;
import dev.ringbench.model.Environment;
import java.util.Locale;

/** Whether a machine of its own, with nothing else to do, gave the times. */
final class QuietCheck {
  private static final String NAME = "quiet";

  /** Of the CPUs: what may have been at work before a run began. */
  private static final double BUSY = 0.5;

  private QuietCheck() {}

  static Check of(Head head) {
    switch (head.clock()) {
      case COUNTED -> {
        return Check.ok(NAME, "counted in an emulator, which other work does not disturb");
      }
      case EMULATED -> {
        return Check.warning(NAME, "an emulator ran this machine: times of no real machine");
      }
      case TIMED -> {}
    }
    Environment environment = head.environment();
    if (environment == null
        || environment.machine() == null
        || environment.cpu() == null
        || environment.machine().load1() == null
        || environment.cpu().onlineCount() == null) {
      return Check.notApplicable(NAME, "the load before the run was not read");
    }
    double load = environment.machine().load1();
    int cpus = environment.cpu().onlineCount();
    String detail =
        String.format(Locale.ROOT, "load average %.2f on %d CPUs when it began", load, cpus);
    return load > BUSY * cpus
        ? Check.warning(NAME, detail + ": other work ran there, just before or beside it")
        : Check.ok(NAME, detail);
  }
}
