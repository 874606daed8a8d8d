// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

/**
 * A run as a campaign keeps it: what was seen, and nothing of what that means.
 *
 * @param facts null: see {@code trouble}
 * @param guest null: it ran on a host
 * @param trouble why the harness could not conduct it; null: it could, and the rest is there
 */
public record StoredRun(FaultRun run, Facts facts, GuestFacts guest, String trouble) {
  private static final int MOST_CHARACTERS = 1000;

  public static StoredRun trouble(FaultRun run, String trouble) {
    return new StoredRun(
        run, null, null, trouble.substring(0, Math.min(trouble.length(), MOST_CHARACTERS)));
  }
}
