// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.experiment.run.measure.Planner;
import dev.ringbench.platform.SensorPlatform;
import picocli.CommandLine.Option;

/** Consent to what cannot be undone without a reboot. */
final class ResidueOption {
  @Option(
      names = "--allow-residue",
      description =
          "Also try sensors that leave something behind until THIS machine reboots. Once audit was on, each process that starts later pays for it with every system call.")
  private boolean allowed;

  boolean allowed() {
    return allowed;
  }

  Planner planner(SensorPlatform platform) {
    return planner(platform, false);
  }

  Planner planner(SensorPlatform platform, boolean quickly) {
    return new Planner(platform, allowed, quickly);
  }
}
