// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.macro;

import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.stats.SeededOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The order of a run of programs, which follows from its seed.
 *
 * @param <W> what stands for a workload
 * @param workloads those that can run
 * @param sensed the rows with a sensor or a placebo
 */
public record MacroOrder<W>(List<W> workloads, List<Cell> sensed, long seed) {
  /** The row without a sensor. */
  public static final Cell WITHOUT = new Cell("none", Operation.OPEN, Handoff.NONE);

  /** Sensors between two runs without one. */
  private static final int BETWEEN = 2;

  /** Defensive copies. */
  public MacroOrder {
    workloads = List.copyOf(workloads);
    sensed = List.copyOf(sensed);
  }

  /** One run. */
  public record Step<W>(W workload, Cell cell) {}

  /** Which of the rows are no run without a sensor. */
  public static List<Cell> sensed(List<Availability> availability) {
    return availability.stream()
        .filter(Availability::available)
        .map(Availability::cell)
        .filter(cell -> !cell.equals(WITHOUT))
        .toList();
  }

  /** Workload after workload; two sensors, then none, and again. */
  public List<Step<W>> steps(int round) {
    return steps(SeededOrder.of(seed, 0, round));
  }

  /** Of documents of earlier builds: rounds of two sensors had the same order. */
  public List<Step<W>> earlierSteps(int round) {
    return steps(new Random(seed * 1009L + round));
  }

  private List<Step<W>> steps(Random random) {
    List<W> inOrder = new ArrayList<>(workloads);
    List<Cell> cells = new ArrayList<>(sensed);
    Collections.shuffle(inOrder, random);
    List<Step<W>> steps = new ArrayList<>();
    for (W workload : inOrder) {
      Collections.shuffle(cells, random);
      steps.add(new Step<>(workload, WITHOUT));
      for (int i = 0; i < cells.size(); i++) {
        steps.add(new Step<>(workload, cells.get(i)));
        if (i % BETWEEN == BETWEEN - 1 || i == cells.size() - 1) {
          steps.add(new Step<>(workload, WITHOUT));
        }
      }
    }
    return steps;
  }
}
