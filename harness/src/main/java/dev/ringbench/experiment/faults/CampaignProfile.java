// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import dev.ringbench.model.Nearest;
import dev.ringbench.model.RingbenchException;
import java.util.List;
import java.util.Locale;

/**
 * How much of the catalogue is run.
 *
 * @param name smoke, standard or campaign
 * @param faults null: all
 * @param runsOfCell with a fault, for each fault, sensor and machine profile
 */
public record CampaignProfile(String name, List<String> faults, int runsOfCell) {
  private static final List<String> SMOKE =
      List.of("F01", "F03", "F08", "F13", "F15", "F16", "F18", "F19");

  /**
   * The profile of that name.
   *
   * @throws RingbenchException when there is none
   */
  public static CampaignProfile of(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "smoke" -> new CampaignProfile("smoke", SMOKE, 3);
      case "standard" -> new CampaignProfile("standard", null, 30);
      case "campaign" -> new CampaignProfile("campaign", null, 300);
      default ->
          throw RingbenchException.badInput(
              "--profile: "
                  + Nearest.unknown("profile", name, List.of("smoke", "standard", "campaign")));
    };
  }
}
