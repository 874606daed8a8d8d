// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.model.Cell;
import dev.ringbench.stats.Observation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.statistics.descriptive.Median;

/** The blocks of a document that have figures, by cell, and their numbers as observations. */
final class MeasuredBlocks {
  /** More than any round has. */
  private static final int PLACES_OF_A_ROUND = 10_000;

  private final RunDocument document;
  private final Map<Cell, List<Block>> measured = new LinkedHashMap<>();
  private final Map<Cell, Block> firstFailure = new LinkedHashMap<>();

  MeasuredBlocks(RunDocument document) {
    this.document = document;
    for (Block block : document.blocks()) {
      if (block.measured()) {
        measured.computeIfAbsent(block.cell(), cell -> new ArrayList<>()).add(block);
      } else {
        firstFailure.putIfAbsent(block.cell(), block);
      }
    }
  }

  /** Those of the cell that have figures. */
  List<Block> of(Cell cell) {
    return measured.getOrDefault(cell, List.of());
  }

  /** Why the cell has none. */
  String whyNone(Cell cell) {
    Block failure = firstFailure.get(cell);
    return failure == null ? "not measured before the run ended" : failure.reason();
  }

  /** One value a round: the median where a round has several blocks of the cell. */
  List<Observation> observations(Cell cell, BlockValue figure) {
    Map<Round, List<Double>> byRound = new LinkedHashMap<>();
    for (Block block : of(cell)) {
      Double value = figure.of(block);
      if (value != null) {
        byRound.computeIfAbsent(Round.of(block), key -> new ArrayList<>()).add(value);
      }
    }
    List<Observation> values = new ArrayList<>();
    byRound.forEach(
        (round, list) -> values.add(observation(round.fork(), round.round(), median(list))));
    return values;
  }

  /** What {@code cell} has more than {@code baseline} in each round that has both. */
  List<Observation> differences(Cell cell, Cell baseline, BlockValue figure) {
    Map<Round, Double> without = new LinkedHashMap<>();
    for (Observation o : observations(baseline, figure)) {
      without.put(new Round(o.fork(), o.round()), o.value());
    }
    List<Observation> added = new ArrayList<>();
    for (Observation o : observations(cell, figure)) {
      Double base = without.get(new Round(o.fork(), o.round()));
      if (base != null) {
        added.add(o.with(o.value() - base));
      }
    }
    return added;
  }

  /**
   * Each block by itself, under a number in place of its round that tells which of the cell's
   * blocks in the round it is: the two sides of a session of two builds measure them in turn.
   */
  List<Observation> byPlace(Cell cell, BlockValue figure) {
    Map<Round, Integer> places = new LinkedHashMap<>();
    List<Observation> values = new ArrayList<>();
    for (Block block : document.blocks()) {
      if (!block.cell().equals(cell)) {
        continue;
      }
      int place = places.merge(Round.of(block), 1, Integer::sum);
      Double value = block.measured() ? figure.of(block) : null;
      if (value != null) {
        values.add(observation(block.fork(), block.round() * PLACES_OF_A_ROUND + place, value));
      }
    }
    return values;
  }

  /** In the session that the fork belongs to. */
  Observation observation(int fork, int round, double value) {
    return new Observation(document.run().sessionOf(fork), fork, round, value);
  }

  static Map<Integer, Double> medianByFork(List<Observation> observations) {
    Map<Integer, List<Double>> byFork = new LinkedHashMap<>();
    observations.forEach(
        o -> byFork.computeIfAbsent(o.fork(), fork -> new ArrayList<>()).add(o.value()));
    Map<Integer, Double> medians = new LinkedHashMap<>();
    byFork.forEach((fork, values) -> medians.put(fork, median(values)));
    return medians;
  }

  private static double median(List<Double> values) {
    return Median.withDefaults().evaluate(values.stream().mapToDouble(v -> v).toArray());
  }
}
