// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.experiment.run.RunDocument.BlockSettings;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.stats.SeededOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What is measured in which order. In each round every cell comes as often as it is listed, in a
 * fresh order that follows from the seed; floors join the first round of each fork.
 *
 * @param profile name of the profile
 * @param seed of every shuffle
 * @param forks benchmark JVMs
 * @param rounds in each fork
 * @param cells the available ones only, one for each block of a round
 * @param floors each once a fork
 * @param services each once a fork, in a JVM of their own
 * @param settings sizes of the blocks, one an operation
 */
public record Plan(
    String profile,
    long seed,
    int forks,
    int rounds,
    List<Cell> cells,
    List<Floor> floors,
    List<Floor> services,
    List<BlockSettings> settings) {

  /** Something that is no sensor, measured beside them. */
  public record Floor(String name, Handoff handoff) {}

  /** Defensive copies. */
  public Plan {
    cells = List.copyOf(cells);
    floors = List.copyOf(floors);
    services = List.copyOf(services);
    settings = List.copyOf(settings);
  }

  /** The same without what is no sensor: half the time of a fork. */
  public Plan withoutFloors() {
    return of(cells);
  }

  /** The same with more forks, or fewer: each fork's order is its own. */
  public Plan withForks(int count) {
    return new Plan(profile, seed, count, rounds, cells, floors, services, settings);
  }

  /** The same with other blocks in a round, and without what is no sensor. */
  public Plan of(List<Cell> blocksOfARound) {
    return new Plan(profile, seed, forks, rounds, blocksOfARound, List.of(), List.of(), settings);
  }

  /** How the order of a round follows from the seed. */
  public enum Order {
    /** Each round has an order of its own. */
    MIXED,
    /**
     * Of documents of earlier builds: in rounds of 2, 4, 8 ... slots, the same slot was last in
     * almost all rounds of a fork.
     */
    NEIGHBOURING
  }

  /** The slots of one fork, in the order of measuring. */
  public List<Slot> schedule(int fork) {
    List<Slot> slots = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      slots.addAll(round(fork, round, Order.MIXED));
    }
    return slots;
  }

  /** The slots of one round, in the order of measuring. */
  public List<Slot> round(int fork, int round, Order how) {
    List<Slot> order = new ArrayList<>();
    for (Cell cell : cells) {
      order.add(new Slot(fork, round, 0, cell, null, null));
    }
    for (Floor floor : round == 0 ? floors : List.<Floor>of()) {
      order.add(new Slot(fork, round, 0, null, floor.name(), floor.handoff()));
    }
    Collections.shuffle(
        order, how == Order.MIXED ? SeededOrder.of(seed, fork, round) : neighbouring(fork, round));
    List<Slot> slots = new ArrayList<>();
    for (Slot slot : order) {
      slots.add(new Slot(fork, round, slots.size(), slot.cell(), slot.floor(), slot.handoff()));
    }
    return slots;
  }

  private Random neighbouring(int fork, int round) {
    return new Random(seed * 0x9E3779B97F4A7C15L + fork * 1009L + round);
  }

  /** The services of one fork, in the order of measuring. */
  public List<Slot> serviceSchedule(int fork) {
    List<Floor> order = new ArrayList<>(services);
    Collections.shuffle(order, SeededOrder.of(seed, fork, -1));
    List<Slot> slots = new ArrayList<>();
    for (Floor service : order) {
      slots.add(new Slot(fork, 0, slots.size(), null, service.name(), service.handoff()));
    }
    return slots;
  }

  /** Slots of the whole run. */
  public int slotCount() {
    return forks * (rounds * cells.size() + floors.size() + services.size());
  }
}
