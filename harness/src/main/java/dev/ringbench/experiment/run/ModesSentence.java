// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.figure.Numbers;
import dev.ringbench.figure.TwoModes;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import java.util.Locale;

/** What to know of a row whose latency has two modes, in one sentence. */
record ModesSentence(RunFigures figures, Cell cell, TwoModes modes) {
  private static final double PERCENT = 100;

  String text() {
    return String.format(
        Locale.ROOT,
        "%s%s: %.0f %% of operations take about %s, %.0f %% about %s.",
        cell.sensor(),
        cell.handoff() == Handoff.NONE ? "" : " (" + cell.handoff() + ")",
        PERCENT * modes.lowShare(),
        Numbers.time(modes.lowNs()),
        PERCENT * modes.highShare(),
        Numbers.time(modes.highNs()));
  }
}
