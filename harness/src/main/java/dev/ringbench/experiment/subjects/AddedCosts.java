// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects;

import dev.ringbench.model.Operation;
import dev.ringbench.stats.HierarchicalBootstrap;
import dev.ringbench.stats.Interval;
import dev.ringbench.stats.Mark;
import dev.ringbench.stats.NoiseFloor;
import dev.ringbench.stats.Observation;
import dev.ringbench.stats.PairedEffect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What rows add to operations, each block with its neighbour without the row. */
final class AddedCosts {
  private static final int RESAMPLES = 2000;
  private static final double CONFIDENCE = 0.95;

  /** What two medians may differ by for nothing: the clocks of most machines tick finer. */
  private static final double RESOLUTION_NS = 10;

  /** An effect of less than this part of the operation is equivalent to none. */
  static final double MARGIN = 0.05;

  private final SubjectsDocument document;
  private final HierarchicalBootstrap bootstrap;

  AddedCosts(SubjectsDocument document) {
    this.document = document;
    this.bootstrap = new HierarchicalBootstrap(document.seed(), RESAMPLES, CONFIDENCE);
  }

  /** Which figure of a block. */
  enum Of {
    MEAN,
    MEDIAN;

    private double figure(SubjectBlock block) {
      return this == MEAN ? block.figures().meanNs() : (double) block.figures().p50Ns();
    }
  }

  /**
   * An added latency.
   *
   * @param ns with its interval
   * @param ratio of the latency with the row to that without; NaN: unknown
   * @param mark what the interval says
   * @param rounds for each, what was added in it
   */
  record Added(Interval ns, Interval ratio, Mark mark, List<Observation> rounds) {}

  /** Empty: no round has both. */
  Optional<Added> added(String row, Operation operation, Of of) {
    Optional<PairedEffect> effect = effect(row, operation, of);
    if (effect.isEmpty()) {
      return Optional.empty();
    }
    Interval ns = effect.get().difference();
    double margin = MARGIN * baseline(row, operation, of);
    NoiseFloor noise = row.equals(SubjectsDocument.PLACEBO) ? null : noise(operation, of);
    return Optional.of(
        new Added(
            ns, effect.get().ratio(), Mark.of(ns, noise, margin), rounds(row, operation, of)));
  }

  /** What no row at all showed; null: it was not measured. */
  NoiseFloor noise(Operation operation, Of of) {
    return effect(SubjectsDocument.PLACEBO, operation, of)
        .map(effect -> NoiseFloor.of(effect.difference(), RESOLUTION_NS))
        .orElse(null);
  }

  private Optional<PairedEffect> effect(String row, Operation operation, Of of) {
    List<Observation> with = blocks(row, row, operation, of);
    List<Observation> without = blocks(SubjectBlock.WITHOUT, row, operation, of);
    boolean paired =
        with.stream()
            .anyMatch(one -> without.stream().anyMatch(other -> other.round() == one.round()));
    return paired ? Optional.of(PairedEffect.of(with, without, bootstrap)) : Optional.empty();
  }

  private List<Observation> blocks(String row, String beside, Operation operation, Of of) {
    return document.blocks().stream()
        .filter(SubjectBlock::measured)
        .filter(block -> block.row().equals(row) && block.beside().equals(beside))
        .filter(block -> block.operation() == operation)
        .map(block -> new Observation(0, block.round(), of.figure(block)))
        .toList();
  }

  /** Of the blocks beside a row, their median. */
  private double baseline(String row, Operation operation, Of of) {
    List<Observation> without = blocks(SubjectBlock.WITHOUT, row, operation, of);
    return without.isEmpty() ? 0 : bootstrap.interval(without).estimate();
  }

  private List<Observation> rounds(String row, Operation operation, Of of) {
    List<Observation> all = new ArrayList<>();
    List<Observation> without = blocks(SubjectBlock.WITHOUT, row, operation, of);
    for (Observation with : blocks(row, row, operation, of)) {
      without.stream()
          .filter(other -> other.round() == with.round())
          .forEach(
              other -> all.add(new Observation(with.round(), 0, with.value() - other.value())));
    }
    return all;
  }

  /**
   * How many times as much one row adds as another, on average, with an interval over rounds; empty
   * where one of the two is not significant, because such a quotient says nothing.
   */
  Optional<Interval> timesAsMuch(String row, String other, Operation operation) {
    Optional<Added> one = added(row, operation, Of.MEAN);
    Optional<Added> two = added(other, operation, Of.MEAN);
    if (one.isEmpty()
        || two.isEmpty()
        || one.get().mark() != Mark.SIGNIFICANT
        || two.get().mark() != Mark.SIGNIFICANT
        || two.get().ns().estimate() <= 0
        || one.get().ns().estimate() <= 0) {
      return Optional.empty();
    }
    List<Observation> above = one.get().rounds();
    List<Observation> below = two.get().rounds();
    boolean positive =
        above.stream().allMatch(o -> o.value() > 0) && below.stream().allMatch(o -> o.value() > 0);
    if (!positive) {
      return Optional.empty(); // a ratio without an interval says nothing
    }
    return Optional.of(PairedEffect.of(above, below, bootstrap).ratio());
  }

  /** What a row adds beyond another on average, round by round; empty: no round has both. */
  Optional<Interval> beyond(String row, String other, Operation operation) {
    Optional<Added> one = added(row, operation, Of.MEAN);
    Optional<Added> two = added(other, operation, Of.MEAN);
    boolean together =
        one.isPresent()
            && two.isPresent()
            && one.get().rounds().stream()
                .anyMatch(a -> two.get().rounds().stream().anyMatch(b -> a.fork() == b.fork()));
    return together
        ? Optional.of(
            PairedEffect.of(one.get().rounds(), two.get().rounds(), bootstrap).difference())
        : Optional.empty();
  }

  /** CPU time of the row's processes by operation, in ns; empty: not known. */
  Optional<Interval> cpuNs(String row, Operation operation) {
    return byOperation(row, operation, SubjectBlock::cpuNs);
  }

  /** The same of kernel threads that work for it. */
  Optional<Interval> kernelCpuNs(String row, Operation operation) {
    return byOperation(row, operation, SubjectBlock::kernelCpuNs);
  }

  private Optional<Interval> byOperation(
      String row, Operation operation, Function<SubjectBlock, Long> cpu) {
    List<Observation> all =
        document.blocks().stream()
            .filter(SubjectBlock::measured)
            .filter(block -> block.row().equals(row) && block.operation() == operation)
            .filter(block -> cpu.apply(block) != null && block.issued() > 0)
            .map(
                block ->
                    new Observation(0, block.round(), cpu.apply(block) / (double) block.issued()))
            .toList();
    return all.isEmpty() ? Optional.empty() : Optional.of(bootstrap.interval(all));
  }
}
