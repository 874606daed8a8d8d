// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import dev.ringbench.fault.Band;
import dev.ringbench.fault.Classifier;
import dev.ringbench.fault.Facts;
import dev.ringbench.fault.GuestFacts;
import dev.ringbench.fault.Place;
import dev.ringbench.fault.StoredRun;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Classes for all runs of a campaign: a pure function of what was kept. The bands are those of the
 * calibration, by place and by the shard that conducted it; a cell's reboot is the one that a run
 * of it was chosen for, in whatever shard.
 */
public final class Grading {
  private final CampaignRuns runs;
  private final Map<Integer, Map<Place, Band>> bands = new TreeMap<>();
  private final Map<String, GuestFacts.Reboot> reboots = new HashMap<>();

  /** Reads what all runs have in common. */
  public Grading(CampaignRuns runs) {
    this.runs = runs;
    Map<Integer, Map<Place, List<Facts>>> calibration = new HashMap<>();
    runs.forEachRun(
        stored -> {
          if (stored.trouble() == null && stored.run().kind().equals(Facts.CALIBRATION)) {
            calibration
                .computeIfAbsent(runs.shardOf(stored), shard -> new EnumMap<>(Place.class))
                .computeIfAbsent(stored.run().place(), place -> new ArrayList<>())
                .add(stored.facts());
          }
          if (stored.guest() != null && stored.guest().reboot() != null) {
            reboots.merge(stored.run().cell(), stored.guest().reboot(), Grading::longer);
          }
        });
    calibration.forEach(
        (shard, places) -> {
          Map<Place, Band> of = new EnumMap<>(Place.class);
          places.forEach((place, facts) -> of.put(place, Band.of(facts)));
          bands.put(shard, of);
        });
  }

  /** The same in whatever order they come. */
  private static GuestFacts.Reboot longer(GuestFacts.Reboot a, GuestFacts.Reboot b) {
    return a.seconds() >= b.seconds() ? a : b;
  }

  /**
   * The fault-free band of a place, the worst of all shards; empty: no run without a fault came to
   * its end there.
   */
  public Optional<Band> band(Place place) {
    return band(place, bands.keySet());
  }

  /** The same of these shards. */
  Optional<Band> band(Place place, Collection<Integer> shards) {
    return shards.stream()
        .map(shard -> bands.getOrDefault(shard, Map.of()).get(place))
        .filter(Objects::nonNull)
        .reduce(Band::worse);
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
                band(stored.run().place(), List.of(runs.shardOf(stored)))
                    .orElse(Band.of(List.of())),
                reboots.get(stored.run().cell())));
  }
}
