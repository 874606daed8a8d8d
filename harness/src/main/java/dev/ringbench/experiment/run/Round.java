// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.model.Cell;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A round of a fork. */
public record Round(int fork, int round) {
  public static Round of(Block block) {
    return new Round(block.fork(), block.round());
  }

  /** The rounds that there are, in their order, with their blocks. */
  static Map<Round, List<Block>> of(List<Block> blocks) {
    Map<Round, List<Block>> rounds = new LinkedHashMap<>();
    blocks.forEach(
        block -> rounds.computeIfAbsent(of(block), round -> new ArrayList<>()).add(block));
    return rounds;
  }

  /** How often each row comes. */
  static Map<Cell, Integer> counts(List<Block> blocks) {
    Map<Cell, Integer> counts = new HashMap<>();
    blocks.forEach(block -> counts.merge(block.cell(), 1, Integer::sum));
    return counts;
  }

  /** How often each row comes in the round that has most of it. */
  static Map<Cell, Integer> mostOfEach(Map<Round, List<Block>> rounds) {
    Map<Cell, Integer> most = new LinkedHashMap<>();
    rounds
        .values()
        .forEach(
            blocks ->
                counts(blocks).forEach((cell, count) -> most.merge(cell, count, Integer::max)));
    return most;
  }

  @Override
  public String toString() {
    return "fork " + fork + ", round " + round;
  }
}
