// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.check.Check;
import dev.ringbench.check.Descriptors;
import dev.ringbench.check.Violations;
import java.util.List;

/** What is the same in every document of counts: it has no blocks, and nothing of it is timed. */
final class CountedFacts {
  /** CountedDocument.PROFILE. */
  private static final String PROFILE = "deterministic";

  private CountedFacts() {}

  static List<Check> of(RunDocument document) {
    RunDocument.Run run = document.run();
    Violations violations = new Violations();
    violations.require(
        run.profile().equals(PROFILE),
        () -> "profile is \"" + run.profile() + "\", and counts are of " + PROFILE);
    violations.require(run.emulated(), () -> "emulated is false, and only an emulator counts");
    violations.require(
        document.blocks().isEmpty()
            && document.histograms().isEmpty()
            && document.floors().isEmpty()
            && run.blockSettings().isEmpty()
            && run.session() == null,
        () -> "it has counts, and blocks, floors, histograms or a session besides");
    return List.of(
        violations.check("profile", PROFILE),
        Descriptors.check(document.sensors(), document.version()));
  }
}
