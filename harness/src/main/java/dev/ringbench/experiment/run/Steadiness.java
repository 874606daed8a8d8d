// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.figure.Numbers;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.stats.ChangePoint;
import dev.ringbench.stats.ChangePoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.statistics.descriptive.Median;

/**
 * How steady the machine was, by the blocks without a sensor alone: a hypervisor that tells no
 * steal time hides what it does, but not from them. Of one operation, in the order of time.
 *
 * @param blocks those without a sensor
 * @param slow of them, more than a fifth slower than the median of their session
 * @param changes where the machine changed its speed for good, by a tenth at least
 */
public record Steadiness(Operation operation, int blocks, int slow, List<ChangePoint> changes) {
  private static final String WITHOUT = "none";
  private static final double SLOWER = 1.2;

  /** One slow block in twenty is chance; more are another machine. */
  private static final double MOST_SLOW = 0.05;

  private static final int LEAST_BLOCKS = 12;
  private static final ChangePoints CHANGES = new ChangePoints(50, 0.001, 0.1);

  /**
   * Each session by itself: to differ between sessions is what they are there to show. Empty: there
   * are too few blocks to say.
   */
  static Optional<Steadiness> of(RunDocument document, Operation operation) {
    Cell without = new Cell(WITHOUT, operation, Handoff.NONE);
    Map<Integer, List<Double>> sessions = new TreeMap<>();
    for (Block block : document.blocks()) {
      if (block.measured() && block.cost() != null && block.cell().equals(without)) {
        sessions
            .computeIfAbsent(document.run().sessionOf(block.fork()), key -> new ArrayList<>())
            .add((double) block.cost().p50Ns());
      }
    }
    int blocks = 0;
    int slow = 0;
    List<ChangePoint> changes = new ArrayList<>();
    for (List<Double> session : sessions.values()) {
      double[] series = session.stream().mapToDouble(ns -> ns).toArray();
      if (series.length >= LEAST_BLOCKS) {
        // A copy: the median is found in place, and moves the values out of the order of time.
        double limit = SLOWER * Median.withDefaults().evaluate(series.clone());
        blocks += series.length;
        slow += (int) session.stream().filter(ns -> ns > limit).count();
        changes.addAll(CHANGES.of(series));
      }
    }
    return blocks == 0
        ? Optional.empty()
        : Optional.of(new Steadiness(operation, blocks, slow, List.copyOf(changes)));
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
        "%s, and the machine changed its speed %s, first after %d blocks of a session (from %s to %s): its"
            + " intervals hold for a mixture of machines. Run again when nothing else runs, or over"
            + " several sessions (--sessions 3).",
        seen,
        changes.size() == 1 ? "once" : changes.size() + " times",
        first.index(),
        Numbers.time(first.meanBefore()),
        Numbers.time(first.meanAfter()));
  }
}
