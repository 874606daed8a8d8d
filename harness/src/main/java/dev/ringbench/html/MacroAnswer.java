// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.html;

import dev.ringbench.macro.MacroDocument;
import dev.ringbench.macro.MacroSample;
import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import dev.ringbench.report.MacroReport;
import dev.ringbench.stats.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which whole programs are slowed down least and most: one sentence. */
final class MacroAnswer {
  private static final String PLACEBO = "placebo";

  private final MacroDocument document;
  private final MacroReport report;

  MacroAnswer(MacroDocument document) {
    this.document = document;
    this.report = new MacroReport(document);
  }

  /**
   * A program with a sensor.
   *
   * @param ratio of its wall-clock time, by that without a sensor
   */
  private record Slowed(String workload, String sensor, Interval ratio) {}

  /** Empty: no program ran with a sensor. */
  Optional<String> sentence() {
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
          report
              .slowDown(workload, sensor)
              .filter(ratio -> !Double.isNaN(ratio.estimate()))
              .ifPresent(ratio -> slowed.add(new Slowed(workload, sensor.id(), ratio)));
        }
      }
    }
    if (slowed.isEmpty()) {
      return Optional.empty();
    }
    slowed.sort(Comparator.comparing(one -> one.ratio().estimate()));
    Slowed least = slowed.get(0);
    Slowed most = slowed.get(slowed.size() - 1);
    String all = slowed.size() + " pairs of program and sensor";
    long alike = slowed.stream().filter(one -> !told(one)).count();
    return Optional.of(
        (slowed.size() == 1
                ? "Of whole programs there is one pair: "
                    + named(most)
                    + (alike == 1 ? ", which cannot be told from no sensor" : "")
                : "Whole programs are slowed down most by "
                    + named(most)
                    + ", and least by "
                    + named(least)
                    + "; "
                    + (alike == 0 ? "all " : alike + " of ")
                    + all
                    + (alike == 0 ? " can" : " cannot")
                    + " be told from no sensor")
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

  private static String named(Slowed slowed) {
    Interval ratio = slowed.ratio();
    return slowed.sensor()
        + " at "
        + slowed.workload()
        + ", "
        + String.format(Locale.ROOT, "%+.1f %%", 100 * (ratio.estimate() - 1))
        + (Double.isNaN(ratio.low())
            ? ""
            : String.format(
                Locale.ROOT, " [%+.1f, %+.1f]", 100 * (ratio.low() - 1), 100 * (ratio.high() - 1)));
  }

  /** From no effect: its interval is on one side of it, and the placebo did less. */
  private boolean told(Slowed slowed) {
    Interval ratio = slowed.ratio();
    return (ratio.low() > 1 || ratio.high() < 1)
        && document.sensors().stream()
            .filter(sensor -> sensor.id().equals(PLACEBO))
            .flatMap(placebo -> report.slowDown(slowed.workload(), placebo).stream())
            .noneMatch(
                placebo ->
                    Math.abs(ratio.estimate() - 1)
                        <= Math.max(1 - placebo.low(), placebo.high() - 1));
  }
}
