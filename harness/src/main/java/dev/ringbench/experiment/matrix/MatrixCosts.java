// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.matrix;

import dev.ringbench.counted.CountedNoise;
import dev.ringbench.counted.CountedRow;
import dev.ringbench.counted.InstructionCount;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import dev.ringbench.stats.Interval;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What each row adds in each kernel, from the document alone. */
final class MatrixCosts {
  private final MatrixDocument document;
  private final List<MatrixKernel> measured;
  private final Map<String, CountedNoise> noises = new HashMap<>();
  private final Map<String, Map<Cell, CountedRow>> rows = new HashMap<>();
  private final Map<String, Map<Cell, Optional<Added>>> known = new HashMap<>();

  MatrixCosts(MatrixDocument document) {
    this.document = document;
    this.measured = document.kernels().stream().filter(MatrixKernel::isMeasured).toList();
    for (MatrixKernel kernel : measured) {
      noises.put(kernel.name(), new CountedNoise(kernel.counts(), this::baselineOf));
      rows.put(kernel.name(), CountedRow.of(kernel.counts()));
      known.put(kernel.name(), new HashMap<>());
    }
  }

  /**
   * What a row adds to the median operation.
   *
   * @param value instructions, the median over boots
   * @param low the least of a boot
   * @param high the most of a boot
   * @param noise by how much it may differ though nothing changed
   * @param mean what it adds to all that the CPU does, for each operation; NaN: not counted
   */
  record Added(double value, double low, double high, double noise, double mean) {
    /** Whether the two differ by more than both may differ without a reason. */
    boolean differsFrom(Added other) {
      return Math.abs(value - other.value) > noise + other.noise;
    }
  }

  private Cell baselineOf(Cell cell) {
    Sensor baseline = document.sensor(document.sensor(cell.sensor()).baseline());
    return new Cell(
        baseline.id(), cell.operation(), baseline.consumer() ? cell.handoff() : Handoff.NONE);
  }

  /** The kernels with counts, the oldest first. */
  List<MatrixKernel> kernels() {
    return measured;
  }

  /** What a kernel is compared with: the oldest of its architecture that has counts. */
  Optional<MatrixKernel> oldest(MatrixKernel kernel) {
    return measured.stream().filter(kernel::isComparable).findFirst();
  }

  /** The oldest kernel of each architecture, to be read in a sentence. */
  String oldestNames() {
    return measured.stream()
        .filter(kernel -> oldest(kernel).filter(kernel::equals).isPresent())
        .map(MatrixKernel::name)
        .collect(Collectors.joining(" or "));
  }

  /** Rows of sensors, in the order of counting; baselines are left out. */
  List<Cell> cells(Operation operation) {
    LinkedHashSet<Cell> cells = new LinkedHashSet<>();
    for (MatrixKernel kernel : document.kernels()) {
      for (InstructionCount count : kernel.counts()) {
        if (count.operation() == operation
            && document.sensor(count.sensor()).placement() != Placement.BASELINE) {
          cells.add(count.cell());
        }
      }
    }
    return List.copyOf(cells);
  }

  /** Empty: the kernel has no count of it, or none of its baseline in the same boot. */
  Optional<Added> added(MatrixKernel kernel, Cell cell) {
    Map<Cell, Optional<Added>> of = known.get(kernel.name());
    return of == null ? Optional.empty() : of.computeIfAbsent(cell, key -> compute(kernel, key));
  }

  private Optional<Added> compute(MatrixKernel kernel, Cell cell) {
    CountedNoise noise = noises.get(kernel.name());
    Map<Integer, Double> byBoot = noise.added(cell);
    if (byBoot.isEmpty()) {
      return Optional.empty();
    }
    Interval boots = CountedRow.overBoots(byBoot);
    boolean one = Double.isNaN(boots.low());
    Map<Integer, Double> means = noise.added(cell, CountedRow::means);
    return Optional.of(
        new Added(
            boots.estimate(),
            one ? boots.estimate() : boots.low(),
            one ? boots.estimate() : boots.high(),
            noise.of(cell),
            means.isEmpty() ? Double.NaN : CountedRow.overBoots(means).estimate()));
  }

  /** See {@link CountedNoise#ends}. */
  Interval ends(MatrixKernel kernel, Cell cell) {
    return noises.get(kernel.name()).ends(cell);
  }

  /** Why a kernel has no count of a row; null: it has one, or the row was not reached. */
  String reason(MatrixKernel kernel, Cell cell) {
    return kernel.counts().stream()
            .filter(count -> count.cell().equals(cell))
            .anyMatch(count -> !count.medians().isEmpty())
        ? null
        : kernel.counts().stream()
            .filter(count -> count.cell().equals(cell) && count.reason() != null)
            .map(InstructionCount::reason)
            .findFirst()
            .orElse(null);
  }

  /** The median operation without any sensor, over the boots; empty: not counted. */
  Optional<Interval> bare(MatrixKernel kernel, Operation operation) {
    CountedRow row =
        rows.getOrDefault(kernel.name(), Map.of()).get(new Cell("none", operation, Handoff.NONE));
    return row == null || row.medians().isEmpty()
        ? Optional.empty()
        : Optional.of(CountedRow.overBoots(row.medians()));
  }

  /**
   * Two rows of which one adds less in one kernel, and the other in another.
   *
   * @param strength the smaller of the two gaps, as a part of the smaller figure beside it
   */
  record Swap(Cell first, Cell second, MatrixKernel before, MatrixKernel after, double strength) {}

  /** The clearest two kernels of each two rows that change places, the clearest first. */
  List<Swap> swaps(Operation operation) {
    List<Swap> swaps = new ArrayList<>();
    List<Cell> cells =
        cells(operation).stream()
            .filter(cell -> document.sensor(cell.sensor()).placement() != Placement.FLOOR)
            .toList();
    for (int one = 0; one < cells.size(); one++) {
      for (int other = one + 1; other < cells.size(); other++) {
        if (mayBeRanked(cells.get(one), cells.get(other))) {
          swap(cells.get(one), cells.get(other)).ifPresent(swaps::add);
        }
      }
    }
    swaps.sort((a, b) -> Double.compare(b.strength(), a.strength()));
    return swaps;
  }

  private boolean mayBeRanked(Cell one, Cell other) {
    Sensor first = document.sensor(one.sensor());
    Sensor second = document.sensor(other.sensor());
    return (one.handoff() == other.handoff()
            || one.handoff() == Handoff.NONE
            || other.handoff() == Handoff.NONE)
        && (paired(first, second) || paired(second, first));
  }

  private static boolean paired(Sensor one, Sensor other) {
    return one.pairs().stream()
        .anyMatch(pair -> pair.with().equals(other.id()) && pair.pairing().isRanked());
  }

  private Optional<Swap> swap(Cell one, Cell other) {
    Map<MatrixKernel, Double> gaps = new LinkedHashMap<>();
    for (MatrixKernel kernel : measured) {
      Optional<Added> first = added(kernel, one);
      Optional<Added> second = added(kernel, other);
      if (first.isPresent() && second.isPresent()) {
        gaps.put(kernel, gap(first.get(), second.get()));
      }
    }
    Swap best = null;
    for (Map.Entry<MatrixKernel, Double> before : gaps.entrySet()) {
      for (Map.Entry<MatrixKernel, Double> after : gaps.entrySet()) {
        // The first of the two rows is the one that is cheaper in the kernel that is named first.
        if (before.getValue() < 0
            && after.getValue() > 0
            && before.getKey().isComparable(after.getKey())) {
          double strength = Math.min(-before.getValue(), after.getValue());
          boolean inOrder = measured.indexOf(before.getKey()) < measured.indexOf(after.getKey());
          if (best == null || strength > best.strength()) {
            best =
                inOrder
                    ? new Swap(one, other, before.getKey(), after.getKey(), strength)
                    : new Swap(other, one, after.getKey(), before.getKey(), strength);
          }
        }
      }
    }
    return Optional.ofNullable(best);
  }

  /** Below 0: the first is cheaper; 0: within noise, or median and mean disagree. */
  private static double gap(Added first, Added second) {
    double gap = first.value() - second.value();
    double means = first.mean() - second.mean();
    boolean disagree = !Double.isNaN(means) && Math.signum(means) != Math.signum(gap);
    return !first.differsFrom(second) || disagree
        ? 0
        : gap / Math.max(1, Math.min(Math.abs(first.value()), Math.abs(second.value())));
  }
}
