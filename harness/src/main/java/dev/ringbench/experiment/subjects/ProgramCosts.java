// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects;

import dev.ringbench.stats.HierarchicalBootstrap;
import dev.ringbench.stats.Interval;
import dev.ringbench.stats.Mark;
import dev.ringbench.stats.NoiseFloor;
import dev.ringbench.stats.Observation;
import dev.ringbench.stats.PairedEffect;
import java.util.List;
import java.util.Optional;

/** By how much whole programs take longer with a row, each run with its neighbour without. */
final class ProgramCosts {
  private static final int RESAMPLES = 2000;
  private static final double CONFIDENCE = 0.95;

  /** A slow-down by less is equivalent to none. */
  static final double MARGIN = 0.05;

  private final SubjectsDocument document;
  private final HierarchicalBootstrap bootstrap;

  ProgramCosts(SubjectsDocument document) {
    this.document = document;
    this.bootstrap = new HierarchicalBootstrap(document.seed(), RESAMPLES, CONFIDENCE);
  }

  /**
   * A slow-down.
   *
   * @param ratio of the time with the row to that without
   * @param mark what its interval says
   * @param rounds the ratio of each
   */
  record SlowDown(Interval ratio, Mark mark, List<Observation> rounds) {}

  /** Empty: no round has both. */
  Optional<SlowDown> slowDown(String row, String program) {
    List<Observation> with = runs(row, row, program);
    List<Observation> without = runs(SubjectBlock.WITHOUT, row, program);
    List<Observation> rounds =
        with.stream()
            .flatMap(
                one ->
                    without.stream()
                        .filter(other -> other.round() == one.round())
                        .map(other -> new Observation(one.round(), 0, one.value() / other.value())))
            .toList();
    if (rounds.isEmpty()) {
      return Optional.empty();
    }
    Interval ratio = PairedEffect.of(with, without, bootstrap).ratio();
    NoiseFloor noise =
        row.equals(SubjectsDocument.PLACEBO)
            ? null
            : slowDown(SubjectsDocument.PLACEBO, program)
                .map(placebo -> NoiseFloor.of(lessOne(placebo.ratio()), 0))
                .orElse(null);
    return Optional.of(new SlowDown(ratio, Mark.of(lessOne(ratio), noise, MARGIN), rounds));
  }

  private static Interval lessOne(Interval ratio) {
    return new Interval(ratio.estimate() - 1, ratio.low() - 1, ratio.high() - 1);
  }

  private List<Observation> runs(String row, String beside, String program) {
    return document.runs().stream()
        .filter(SubjectProgram::measured)
        .filter(run -> run.row().equals(row) && run.beside().equals(beside))
        .filter(run -> run.program().equals(program))
        .map(run -> new Observation(0, run.round(), run.elapsedMs()))
        .toList();
  }
}
