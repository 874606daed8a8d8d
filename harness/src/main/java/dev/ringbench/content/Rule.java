// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.content;

import java.util.List;

/**
 * Matches an event when all of its criteria do; the first rule of the content that matches decides.
 *
 * @param id the author's
 * @param deny the verdict: deny, or allow
 * @param criteria 1 to {@link ContentFile#CRITERIA_MAX}
 */
public record Rule(long id, boolean deny, Severity severity, List<Criterion> criteria) {
  /** Defensive copy. */
  public Rule {
    criteria = List.copyOf(criteria);
  }
}
