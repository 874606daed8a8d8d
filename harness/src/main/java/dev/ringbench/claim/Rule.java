// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.claim;

import java.util.List;

/**
 * When a claim is confirmed, refuted, depends on a factor, or has a wrong unit.
 *
 * @param factor what the arms differ in: "rate of events"; null: there is one arm
 * @param arms one without a factor, else two or more
 * @param units null: no error of units is looked for
 */
public record Rule(String factor, List<Arm> arms, Units units) {
  /** Defensive copy. */
  public Rule {
    arms = List.copyOf(arms);
  }

  /**
   * The conditions at one level of the factor.
   *
   * @param level null: there is no factor
   * @param confirm all must hold
   * @param refute one is enough; empty: what excludes a condition of {@code confirm} refutes
   */
  public record Arm(String level, List<Condition> confirm, List<Condition> refute) {
    /** Defensive copies. */
    public Arm {
      confirm = List.copyOf(confirm);
      refute = List.copyOf(refute);
    }
  }

  /**
   * What shows that a figure was published in a wrong unit.
   *
   * @param when all must hold, and the claim is not confirmed
   * @param because a sentence
   */
  public record Units(List<Condition> when, String because) {
    /** Defensive copy. */
    public Units {
      when = List.copyOf(when);
    }
  }
}
