// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.figure.Numbers;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.stats.ChangePoint;
import dev.ringbench.stats.ChangePoints;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.statistics.descriptive.Median;

/**
 * How steady the machine was, by the blocks without a sensor alone: a hypervisor that tells no
 * steal time hides what it does, but not from them. Of one operation, in the order of time.
 *
 * @param blocks those without a sensor
 * @param slow of them, more than a fifth slower than their median
 * @param changes where the machine changed its speed for good, by a tenth at least
 * @param medianNs of the blocks' medians
 */
public record Steadiness(
    Operation operation, int blocks, int slow, List<ChangePoint> changes, double medianNs) {
  private static final String WITHOUT = "none";
  private static final double SLOWER = 1.2;

  /** One slow block in twenty is chance; more are another machine. */
  private static final double MOST_SLOW = 0.05;

  private static final int LEAST_BLOCKS = 12;
  private static final ChangePoints CHANGES = new ChangePoints(50, 0.001, 0.1);

  /** Empty: there are too few blocks to say. */
  static Optional<Steadiness> of(RunDocument document, Operation operation) {
    Cell without = new Cell(WITHOUT, operation, Handoff.NONE);
    double[] series =
        document.blocks().stream()
            .filter(block -> block.measured() && block.cost() != null)
            .filter(block -> block.cell().equals(without))
            .mapToDouble(block -> block.cost().p50Ns())
            .toArray();
    if (series.length < LEAST_BLOCKS) {
      return Optional.empty();
    }
    double median = Median.withDefaults().evaluate(series);
    int slow = 0;
    for (double ns : series) {
      slow += ns > SLOWER * median ? 1 : 0;
    }
    return Optional.of(new Steadiness(operation, series.length, slow, CHANGES.of(series), median));
  }

  /** Whether what was measured is one machine. */
  public boolean isSteady() {
    return changes.isEmpty() && slow <= MOST_SLOW * blocks;
  }

  /** What was seen, and what to do. */
  String sentence() {
    String seen =
        String.format(
            Locale.ROOT,
            "%s: %d of %d blocks without a sensor took over 20 %% longer than their median",
            operation,
            slow,
            blocks);
    if (isSteady()) {
      return seen + ", and the machine kept its speed.";
    }
    if (changes.isEmpty()) {
      return seen + ": the machine was not steady. Run again when nothing else runs.";
    }
    ChangePoint first = changes.get(0);
    return String.format(
        Locale.ROOT,
        "%s, and the machine changed its speed %s, first after %d of them (from %s to %s): its"
            + " intervals hold for a mixture of machines. Run again when nothing else runs, or over"
            + " several sessions (--sessions 3).",
        seen,
        changes.size() == 1 ? "once" : changes.size() + " times",
        first.index(),
        Numbers.time(first.meanBefore()),
        Numbers.time(first.meanAfter()));
  }
}
