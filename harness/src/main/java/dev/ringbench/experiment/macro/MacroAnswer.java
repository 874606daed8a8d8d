// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.macro;

import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import dev.ringbench.stats.Interval;
import dev.ringbench.stats.Mark;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** By how much whole programs are slowed down, of those that surely are: one sentence. */
public final class MacroAnswer {
  private final MacroDocument document;
  private final SlowDowns slowDowns;

  public MacroAnswer(MacroDocument document) {
    this.document = document;
    this.slowDowns = new SlowDowns(document);
  }

  /**
   * A program with a sensor.
   *
   * @param ratio of its wall-clock time, by that without a sensor
   */
  private record Slowed(String workload, String sensor, Interval ratio) {}

  /** Empty: no program ran with a sensor. */
  public Optional<String> sentence() {
    List<Slowed> slowed = new ArrayList<>();
    int failing = 0;
    for (String workload : document.workloads()) {
      for (Sensor sensor : document.sensors()) {
        if (sensor.placement() == Placement.BASELINE || sensor.placement() == Placement.FLOOR) {
          continue;
        }
        // The runs that are left are the quick ones: no figure to rank.
        if (fails(workload, sensor)) {
          failing++;
        } else {
          slowDowns
              .slowDown(workload, sensor)
              .filter(ratio -> !Double.isNaN(ratio.estimate()))
              .ifPresent(ratio -> slowed.add(new Slowed(workload, sensor.id(), ratio)));
        }
      }
    }
    if (slowed.isEmpty()) {
      return Optional.empty();
    }
    List<Slowed> significant =
        marked(slowed, Mark.SIGNIFICANT)
            .sorted(Comparator.comparing(one -> one.ratio().estimate()))
            .toList();
    return Optional.of(
        (significant.isEmpty()
                ? "No whole program is significantly slower with a sensor"
                : "Whole programs take longer by "
                    + change(significant.get(0))
                    + (significant.size() == 1
                        ? ""
                        : " to " + change(significant.get(significant.size() - 1)))
                    + " with a sensor")
            + others(slowed)
            + " (wall-clock time"
            + (failing == 0 ? "" : "; left out: " + failing + " with runs that failed")
            + ").");
  }

  private Stream<Slowed> marked(List<Slowed> slowed, Mark mark) {
    return slowed.stream()
        .filter(one -> slowDowns.mark(one.workload(), one.ratio(), MacroSample::elapsedMs) == mark);
  }

  /** "; of 15 pairs of program and sensor 4 are equivalent to no sensor, 7 are undecided". */
  private String others(List<Slowed> slowed) {
    long equivalent = marked(slowed, Mark.EQUIVALENT).count();
    List<Slowed> undecided = marked(slowed, Mark.UNDECIDED).toList();
    if (equivalent + undecided.size() == 0) {
      return "";
    }
    String all =
        "; of "
            + slowed.size()
            + (slowed.size() == 1 ? " pair" : " pairs")
            + " of program and sensor "
            + String.format(
                Locale.ROOT,
                "%d %s equivalent to no sensor (within %.0f %%)",
                equivalent,
                equivalent == 1 ? "is" : "are",
                100 * SlowDowns.MARGIN);
    if (undecided.isEmpty()) {
      return all;
    }
    double reach =
        undecided.stream()
            .mapToDouble(one -> slowDowns.smallestShown(one.workload(), one.ratio()))
            .max()
            .orElseThrow();
    return all
        + String.format(
            Locale.ROOT,
            " and %d %s undecided%s",
            undecided.size(),
            undecided.size() == 1 ? "is" : "are",
            Double.isInfinite(reach)
                ? ""
                : String.format(
                    Locale.ROOT,
                    ", where slow-downs of up to %.0f %% would not have been significant",
                    100 * reach));
  }

  private boolean fails(String workload, Sensor sensor) {
    return document.samples().stream()
        .filter(sample -> sample.workload().equals(workload))
        .filter(sample -> sample.sensor().equals(sensor.id()))
        .map(MacroSample::reason)
        .anyMatch(reason -> reason != null);
  }

  /** "+4.1 % [+2.0, +6.3] (ptrace at unpack)". */
  private static String change(Slowed slowed) {
    Interval ratio = slowed.ratio();
    return String.format(Locale.ROOT, "%+.1f %%", 100 * (ratio.estimate() - 1))
        + (Double.isNaN(ratio.low())
            ? ""
            : String.format(
                Locale.ROOT, " [%+.1f, %+.1f]", 100 * (ratio.low() - 1), 100 * (ratio.high() - 1)))
        + " ("
        + slowed.sensor()
        + " at "
        + slowed.workload()
        + ")";
  }
}
