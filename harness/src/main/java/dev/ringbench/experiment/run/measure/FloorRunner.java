// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run.measure;

import dev.ringbench.experiment.run.FloorSample;
import dev.ringbench.experiment.run.Plan;
import dev.ringbench.experiment.run.Slot;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.BareLoops;
import dev.ringbench.platform.SensorException;
import dev.ringbench.platform.WorkloadSession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the instrument itself costs, and the same mechanisms without the instrument. */
final class FloorRunner {
  /** Name of the stamping floor, which gives two figures. */
  static final String STAMPING = "stamping";

  /** Prefix of the loops in native/bench that do what a sensor does. */
  static final String BARE_PREFIX = "bare-";

  static final String HANDOFF = "handoff-floor";

  private static final String HANDOFF_LOOP = "handoff";

  private static final int STAMPS = 20_000;
  private static final int STAMPING_REPEATS = 15;
  private static final int BARE_OPERATIONS = 2_000;
  private static final Cell NOTHING = new Cell("none", Operation.OPEN, Handoff.NONE);

  private final BareLoops bareLoops;
  private final WorkloadSession session;
  private final Path workDir;

  FloorRunner(BareLoops bareLoops, WorkloadSession session, Path workDir) {
    this.bareLoops = bareLoops;
    this.session = session;
    this.workDir = workDir;
  }

  /** The floors that there are, for the given hand-offs and beside these sensors. */
  static List<Plan.Floor> of(BareLoops bareLoops, List<Handoff> handoffs, List<Sensor> measured) {
    List<Plan.Floor> floors = new ArrayList<>();
    floors.add(new Plan.Floor(STAMPING, Handoff.NONE));
    addLoop(floors, HANDOFF_LOOP, handoffs);
    for (Sensor sensor : measured) {
      if (bareLoops.names().contains(sensor.id())) {
        addLoop(floors, sensor.id(), sensor.consumer() ? handoffs : List.of(Handoff.NONE));
      }
    }
    return floors;
  }

  private static void addLoop(List<Plan.Floor> floors, String loop, List<Handoff> handoffs) {
    for (Handoff handoff : handoffs) {
      floors.add(new Plan.Floor(nameOf(loop), handoff));
    }
  }

  private static String nameOf(String loop) {
    return loop.equals(HANDOFF_LOOP) ? HANDOFF : BARE_PREFIX + loop;
  }

  private static String loopOf(String name) {
    return name.equals(HANDOFF) ? HANDOFF_LOOP : name.substring(BARE_PREFIX.length());
  }

  List<FloorSample> measure(Slot slot) {
    if (slot.floor().equals(STAMPING)) {
      return stamping(slot);
    }
    try {
      BareLoops.Result loop =
          bareLoops.run(loopOf(slot.floor()), slot.handoff(), BARE_OPERATIONS, workDir);
      return List.of(
          new FloorSample(
              slot.fork(),
              slot.round(),
              slot.floor(),
              slot.handoff(),
              loop.addedNs(),
              null,
              loop.addedMeanNs()));
    } catch (SensorException e) {
      return List.of(sample(slot, slot.floor(), null, e.getMessage() + "; " + e.remedy()));
    }
  }

  private List<FloorSample> stamping(Slot slot) {
    try {
      session.attach(NOTHING);
      try {
        double clock = Double.MAX_VALUE;
        double stamped = Double.MAX_VALUE;
        // Interleaved, and the best of each: interrupts only ever add.
        for (int i = 0; i < STAMPING_REPEATS; i++) {
          clock = Math.min(clock, session.stampingNs(STAMPS, false));
          stamped = Math.min(stamped, session.stampingNs(STAMPS, true));
        }
        return List.of(
            sample(slot, "clock-read", clock / 2, null),
            sample(slot, STAMPING, stamped - clock, null));
      } finally {
        session.detach();
      }
    } catch (SensorException e) {
      return List.of(sample(slot, STAMPING, null, e.getMessage()));
    }
  }

  private static FloorSample sample(Slot slot, String name, Double valueNs, String reason) {
    return new FloorSample(slot.fork(), slot.round(), name, slot.handoff(), valueNs, reason);
  }
}
