// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.figure.Numbers;
import dev.ringbench.model.Operation;
import dev.ringbench.stats.NoiseFloor;
import java.util.Locale;
import java.util.Optional;

/** Whether a run can see small effects, and what to do if not, in a sentence. */
final class NoiseVerdict {
  private static final double PERCENT = 100;

  private final RunFigures figures;
  private final RunDocument document;

  NoiseVerdict(RunFigures figures) {
    this.figures = figures;
    this.document = figures.document();
  }

  /** The verdict in capitals, what to do, and how large the noise is. */
  String sentence() {
    if (!document.instructionCounts().isEmpty()) {
      return "COUNTED: guest instructions of one CPU, the same on a busy machine. Time, caches, TLB"
          + " and waiting are left out.";
    }
    if (document.run().emulated()) {
      return "EMULATED: compare rows with each other, loosely. `ringbench guest run --deterministic`"
          + " counts instructions instead.";
    }
    Operation first = document.run().operations().get(0);
    Optional<NoiseFloor> floor =
        figures.noiseFloor(first, BlockValue.COST_P50).filter(NoiseFloor::isKnown);
    if (floor.isEmpty()) {
      return "NOISE UNKNOWN: too few blocks without a sensor. Run with more --forks.";
    }
    double part = floor.get().width() / figures.withoutSensor(first).orElse(Double.NaN);
    String varies =
        String.format(
            Locale.ROOT,
            "Without a sensor, %s varies by up to %s (%.0f %%) at the median%s; less is undecided (~).",
            first,
            Numbers.time(floor.get().width()),
            PERCENT * part,
            figures
                .noiseFloor(first, BlockValue.COST_MEAN)
                .filter(NoiseFloor::isKnown)
                .map(mean -> ", " + Numbers.time(mean.width()) + " on average")
                .orElse(""));
    if (!steady()) {
      return (document.run().sessionCount() > 1
              ? "NOT STEADY: the machine's speed varied; intervals over sessions contain that. "
              : "NOT STEADY: the machine's speed varied; run again alone, or with --sessions 3. ")
          + varies;
    }
    return part <= RunFigures.MARGIN
        ? "QUIET ENOUGH. " + varies
        : "NOISY: stop other work, or run with --profile standard. " + varies;
  }

  private boolean steady() {
    return document.run().operations().stream()
        .flatMap(operation -> Steadiness.of(document, operation).stream())
        .allMatch(Steadiness::isSteady);
  }
}
