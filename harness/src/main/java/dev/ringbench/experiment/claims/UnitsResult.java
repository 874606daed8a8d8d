// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.claims;

import dev.ringbench.claim.Condition;
import java.util.List;

/**
 * What would show an error of units.
 *
 * @param when all of which show it
 * @param because a sentence
 */
public record UnitsResult(List<Condition> when, String because) {
  /** Defensive copy. */
  public UnitsResult {
    when = List.copyOf(when);
  }
}
