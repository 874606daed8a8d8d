// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.replay;

import dev.ringbench.experiment.replay.ReplayDocument.Rollout;
import java.util.List;
import java.util.Locale;

/**
 * How many machines load defective content before somebody stops it. A stated model, not a
 * measurement: in each stage the machines ask for content at times spread evenly over {@link
 * #CHECK_IN_SECONDS}; the first that loads it crashes; the rollout stops {@code T} later, when the
 * crash was seen and acted upon; a later stage begins only when the stage before was quiet for one
 * check-in period. So a first stage of n machines costs n * min(1, T / check-in), and no later one
 * begins as long as T is shorter than that.
 */
public final class RolloutModel {
  /** Machines of the incident. */
  public static final long FLEET = 8_500_000;

  /** Between two requests of a machine for content. */
  public static final double CHECK_IN_SECONDS = 600;

  /** 04:09 to 05:27 UTC. */
  private static final double INCIDENT_SECONDS = 78 * 60.0;

  private static final List<List<Integer>> PLANS =
      List.of(List.of(100), List.of(10, 100), List.of(1, 10, 100));

  private RolloutModel() {}

  /** For a sensor whose crash is seen so long after deploying. */
  public static List<Rollout> of(String sensor, double seenAfterSeconds) {
    return PLANS.stream()
        .map(
            plan ->
                new Rollout(
                    sensor,
                    text(plan),
                    seenAfterSeconds,
                    FLEET,
                    hit(plan, seenAfterSeconds),
                    hit(plan, INCIDENT_SECONDS)))
        .toList();
  }

  static long hit(List<Integer> plan, double stopAfterSeconds) {
    double left = stopAfterSeconds;
    double hit = 0;
    double before = 0;
    for (int percent : plan) {
      double stage = FLEET * (percent - before) / 100.0;
      hit += stage * Math.min(1, left / CHECK_IN_SECONDS);
      left -= CHECK_IN_SECONDS;
      before = percent;
      if (left <= 0) {
        break;
      }
    }
    return Math.max(1, Math.round(hit));
  }

  private static String text(List<Integer> plan) {
    return String.join(
        " -> ",
        plan.stream().map(percent -> String.format(Locale.ROOT, "%d %%", percent)).toList());
  }
}
