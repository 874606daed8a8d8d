// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.experiment.run.measure.Planner;
import dev.ringbench.platform.SensorPlatform;
import picocli.CommandLine.Option;

/** Consent to what cannot be undone without a reboot. */
final class ResidueOption {
  @Option(
      names = "--allow-residue",
      description = {
        "Try sensors, too, that leave something behind until THIS machine boots: once audit was on,",
        "every process that starts later pays for it with each of its system calls."
      })
  private boolean allowed;

  Planner planner(SensorPlatform platform) {
    return planner(platform, false);
  }

  Planner planner(SensorPlatform platform, boolean quickly) {
    return new Planner(platform, allowed, quickly);
  }
}
