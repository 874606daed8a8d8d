// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.replay.measure;

import dev.ringbench.experiment.replay.ReplayDocument.Exhibit;
import dev.ringbench.fault.Facts;
import dev.ringbench.fault.Place;
import java.util.List;

/** What all exhibits have in common. */
final class Exhibits {
  private Exhibits() {}

  /** What the workload saw of a sensor that should be well. */
  static String verdicts(Facts facts) {
    if (facts.verdicts() == null) {
      return "its verdicts are unknown";
    }
    long wrong = facts.verdicts().wrong() + facts.verdicts().deniedSucceeded();
    return wrong == 0 ? "all verdicts right" : wrong + " verdicts were wrong";
  }

  static Exhibit unavailable(String sensor, Place place, String policy, String why) {
    return new Exhibit(
        sensor,
        place.label(),
        policy,
        why,
        List.of(),
        null,
        null,
        null,
        null,
        null,
        "unknown",
        false,
        why);
  }
}
