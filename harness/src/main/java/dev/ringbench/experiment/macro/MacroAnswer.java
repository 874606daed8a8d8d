// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.macro;

import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import dev.ringbench.stats.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** By how much whole programs are slowed down, of those that surely are: one sentence. */
public final class MacroAnswer {
  private static final String PLACEBO = "placebo";

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
    List<Slowed> told =
        slowed.stream()
            .filter(this::told)
            .sorted(Comparator.comparing(one -> one.ratio().estimate()))
            .toList();
    String all = slowed.size() + (slowed.size() == 1 ? " pair" : " pairs");
    String alike = slowed.size() - told.size() + " of " + all + " of program and sensor";
    return Optional.of(
        (told.isEmpty()
                ? "Of whole programs " + alike + " cannot be told from no sensor"
                : "Whole programs take longer by "
                    + change(told.get(0))
                    + (told.size() == 1 ? "" : " to " + change(told.get(told.size() - 1)))
                    + " with a sensor, and "
                    + alike
                    + " cannot be told from none")
            + " (wall-clock time"
            + (failing == 0 ? "" : "; left out: " + failing + " with runs that failed")
            + ").");
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

  /** From no effect: its interval is on one side of it, and the placebo did less. */
  private boolean told(Slowed slowed) {
    Interval ratio = slowed.ratio();
    return (ratio.low() > 1 || ratio.high() < 1)
        && document.sensors().stream()
            .filter(sensor -> sensor.id().equals(PLACEBO))
            .flatMap(placebo -> slowDowns.slowDown(slowed.workload(), placebo).stream())
            .noneMatch(
                placebo ->
                    Math.abs(ratio.estimate() - 1)
                        <= Math.max(1 - placebo.low(), placebo.high() - 1));
  }
}
