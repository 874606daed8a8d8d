// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.figure.Metric;
import dev.ringbench.figure.Numbers;
import dev.ringbench.figure.Row;
import dev.ringbench.figure.TwoModes;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import java.util.Locale;

/** What to know of a row whose latency has two modes, in one sentence. */
record ModesSentence(RunFigures figures, Cell cell, TwoModes modes) {
  private static final double PERCENT = 100;

  /** The share of slow operations and the wake-ups an event are one thing when no further apart. */
  private static final double NEAR = 0.15;

  String text() {
    return String.format(
        Locale.ROOT,
        "%s%s: %.0f %% of operations take about %s, %.0f %% about %s%s.",
        cell.sensor(),
        cell.handoff() == Handoff.NONE ? "" : " (" + cell.handoff() + ")",
        PERCENT * modes.lowShare(),
        Numbers.time(modes.lowNs()),
        PERCENT * modes.highShare(),
        Numbers.time(modes.highNs()),
        why());
  }

  /**
   * What the two ways differ by, where the sensor's wake-ups are as many as the slow operations.
   */
  private String why() {
    return figures
        .row(cell, Metric.WAKE_UPS)
        .filter(Row::hasValue)
        .map(
            row ->
                Math.abs(row.value() - modes.highShare()) <= NEAR
                    ? String.format(
                        Locale.ROOT,
                        ", those that wake the sensor (%.2f wake-ups an event)",
                        row.value())
                    : String.format(
                        Locale.ROOT, "; the sensor wakes %.2f times an event", row.value()))
        .orElse("");
  }
}
