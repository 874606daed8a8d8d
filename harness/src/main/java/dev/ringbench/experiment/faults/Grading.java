// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import dev.ringbench.fault.Band;
import dev.ringbench.fault.Classifier;
import dev.ringbench.fault.Facts;
import dev.ringbench.fault.GuestFacts;
import dev.ringbench.fault.Place;
import dev.ringbench.fault.StoredRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Classes for all runs of a campaign: a pure function of what was kept. The bands are those of the
 * calibration, by place; a cell's reboot is the one that a run of it was chosen for.
 */
public final class Grading {
  private final CampaignRuns runs;
  private final Map<Place, Band> bands = new EnumMap<>(Place.class);
  private final Map<String, GuestFacts.Reboot> reboots = new HashMap<>();

  /** Reads what all runs have in common. */
  public Grading(CampaignRuns runs) {
    this.runs = runs;
    Map<Place, List<Facts>> calibration = new EnumMap<>(Place.class);
    runs.forEachRun(
        stored -> {
          if (stored.trouble() == null && stored.run().kind().equals(Facts.CALIBRATION)) {
            calibration
                .computeIfAbsent(stored.run().place(), place -> new ArrayList<>())
                .add(stored.facts());
          }
          if (stored.guest() != null && stored.guest().reboot() != null) {
            reboots.merge(stored.run().cell(), stored.guest().reboot(), Grading::longer);
          }
        });
    calibration.forEach((place, facts) -> bands.put(place, Band.of(facts)));
  }

  /** The same in whatever order they come. */
  private static GuestFacts.Reboot longer(GuestFacts.Reboot a, GuestFacts.Reboot b) {
    return a.seconds() >= b.seconds() ? a : b;
  }

  /** The fault-free band of a place; empty: no run without a fault came to its end there. */
  public Optional<Band> band(Place place) {
    return Optional.ofNullable(bands.get(place));
  }

  /** All runs, in the order of their numbers. */
  public List<GradedRun> graded() {
    List<GradedRun> graded = new ArrayList<>();
    runs.forEachRun(stored -> graded.add(grade(stored)));
    graded.sort(Comparator.comparingInt(run -> run.run().number()));
    return graded;
  }

  private GradedRun grade(StoredRun stored) {
    return stored.trouble() != null
        ? GradedRun.trouble(stored)
        : GradedRun.of(
            stored,
            Classifier.classify(
                stored.facts(),
                stored.guest(),
                runs.console(stored),
                band(stored.run().place()).orElse(Band.of(List.of())),
                reboots.get(stored.run().cell())));
  }
}
