// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.claims;

import dev.ringbench.claim.Condition;
import java.util.List;

/**
 * What became of the conditions at one level of a factor.
 *
 * @param level null: there is no factor
 * @param confirm all of which confirm
 * @param refute any of which refutes; empty: what excludes one of {@code confirm} does
 */
public record ArmResult(
    String level, List<Condition> confirm, List<Condition> refute, Verdict verdict) {
  /** Defensive copies. */
  public ArmResult {
    confirm = List.copyOf(confirm);
    refute = List.copyOf(refute);
  }
}
