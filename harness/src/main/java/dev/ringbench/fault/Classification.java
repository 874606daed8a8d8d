// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import java.util.List;
import java.util.Set;

/**
 * What a run comes to.
 *
 * @param censored it was cut off by its limit: what it would have come to is at least this
 * @param reasons which rules held, a sentence each
 */
public record Classification(
    Outcome outcome, Set<SecurityEffect> security, boolean censored, List<String> reasons) {}
