// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.check.Check;
import dev.ringbench.check.Violations;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a block is marked NOISY where something disturbed it, and only there: by its steal time,
 * which it stores, and by throttling, which stands in its reason alone. What disturbs follows from
 * the platform's SystemLoad.
 */
final class DisturbanceCheck {
  private static final String NAME = "disturbance";

  /** SystemLoad.STEAL_FRACTION_LIMIT. */
  private static final double STEAL_LIMIT = 0.01;

  private static final Pattern STEAL = Pattern.compile("steal time (\\d+\\.\\d) %");
  private static final Pattern THROTTLED = Pattern.compile("thermal throttling, [1-9]\\d* events");

  private DisturbanceCheck() {}

  static Check of(RunDocument document) {
    Violations violations = new Violations();
    long noisy = 0;
    for (Block block : document.blocks()) {
      Double steal = block.stealFraction();
      violations.require(
          steal == null || (steal >= 0 && steal <= 1),
          () -> BlockChecks.place(block) + ": steal_fraction " + steal + " is no part of the time");
      boolean stolen = steal != null && steal > STEAL_LIMIT;
      if (block.status() == Block.Status.OK) {
        violations.require(
            !stolen,
            () ->
                "%s has status OK, but its steal_fraction is %s, above %s: that is NOISY"
                    .formatted(BlockChecks.place(block), steal, STEAL_LIMIT));
      } else if (block.status() == Block.Status.NOISY) {
        noisy++;
        violations.require(
            isCause(block.reason(), stolen ? steal : null),
            () ->
                "%s has status NOISY, and its reason does not follow from steal_fraction %s: %s"
                    .formatted(BlockChecks.place(block), steal, block.reason()));
      }
    }
    return violations.check(NAME, noisy + " blocks, each with what disturbed it");
  }

  /** {@code steal} null: none above the limit. */
  private static boolean isCause(String reason, Double steal) {
    if (reason == null) {
      return false;
    }
    Matcher said = STEAL.matcher(reason);
    if (said.find()) {
      return steal != null && said.group(1).equals(String.format(Locale.ROOT, "%.1f", 100 * steal));
    }
    return steal == null && THROTTLED.matcher(reason).find();
  }
}
