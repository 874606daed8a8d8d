// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.claims;

import dev.ringbench.claim.Claim;
import java.util.List;

/**
 * A claim, what was measured for it, and the verdict.
 *
 * @param notes null: none
 * @param sha256 of its file
 * @param missing what its plan needs and what is not here, a clause each; then no step was run
 * @param factor what arms differ in; null: there is one
 * @param units null: no error of units was looked for
 * @param sentence the verdict with its figures
 */
public record ClaimResult(
    String id,
    String title,
    Claim.Source source,
    String says,
    String conditions,
    String confirmedIf,
    String refutedIf,
    String notes,
    String sha256,
    List<String> missing,
    List<StepResult> steps,
    List<FigureResult> figures,
    String factor,
    List<ArmResult> arms,
    UnitsResult units,
    Verdict verdict,
    String sentence) {
  /** Defensive copies. */
  public ClaimResult {
    missing = List.copyOf(missing);
    steps = List.copyOf(steps);
    figures = List.copyOf(figures);
    arms = List.copyOf(arms);
  }
}
