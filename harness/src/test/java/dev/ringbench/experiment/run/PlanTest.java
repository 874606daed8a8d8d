// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.experiment.run.measure.Planner;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.linux.LinuxPlatform;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final List<Cell> CELLS = new ArrayList<>();

  static {
    for (int i = 0; i < 10; i++) {
      CELLS.add(new Cell("sensor-" + i, Operation.OPEN, Handoff.NONE));
    }
  }

  private static Plan plan(long seed) {
    return new Plan(
        "quick",
        seed,
        2,
        4,
        CELLS,
        List.of(new Plan.Floor("stamping", Handoff.NONE)),
        List.of(new Plan.Floor("null-syscall", Handoff.NONE)),
        List.of(Profile.QUICK.settings(Operation.OPEN)));
  }

  @Test
  void everyRoundHasEveryCellOnceInAnOrderOfItsOwn() {
    List<Slot> slots = plan(1).schedule(0);
    HashSet<List<Cell>> orders = new HashSet<>();
    for (int round = 0; round < 4; round++) {
      int of = round;
      List<Cell> order =
          slots.stream()
              .filter(slot -> slot.round() == of && slot.cell() != null)
              .map(Slot::cell)
              .toList();
      assertThat(order).containsExactlyInAnyOrderElementsOf(CELLS);
      orders.add(order);
    }
    assertThat(orders).hasSize(4);
    assertThat(slots).filteredOn(slot -> slot.floor() != null).hasSize(1);
    assertThat(plan(1).slotCount())
        .isEqualTo(2 * (slots.size() + plan(1).serviceSchedule(0).size()));
  }

  @Test
  void theSameSeedGivesTheSameOrderAndAnotherSeedAnother() {
    assertThat(plan(5).schedule(1)).isEqualTo(plan(5).schedule(1));
    assertThat(plan(5).schedule(1)).isNotEqualTo(plan(6).schedule(1));
    assertThat(plan(5).schedule(1)).isNotEqualTo(plan(5).schedule(0));
  }

  @Test
  void aNamedSensorBringsItsBaselineItsFloorAndThePlacebo() {
    Planner planner = new Planner(new LinuxPlatform());
    assertThat(planner.choose(List.of("seccomp-notify")))
        .extracting(Sensor::id)
        .containsExactly(
            "none",
            "placebo",
            "none-own-thread",
            "idle-consumer-own-thread",
            "seccomp-filter",
            "seccomp-notify");
  }

  @Test
  void anUnknownSensorIsNamedTogetherWithTheKnownOnes() {
    Planner planner = new Planner(new LinuxPlatform());
    assertThatThrownBy(() -> planner.choose(List.of("falcon")))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("'falcon'")
        .hasMessageContaining("bpf-tracepoint");
  }

  private static final Cell NONE = new Cell("none", Operation.OPEN, Handoff.NONE);
  private static final Cell IDLE = new Cell("idle-consumer", Operation.OPEN, Handoff.SAME_CPU);
  private static final Cell INOTIFY = new Cell("inotify", Operation.OPEN, Handoff.SAME_CPU);

  private static List<Availability> withBaselines(Availability... found) {
    Map<String, Sensor> sensors = new HashMap<>();
    new LinuxPlatform().sensors().all().forEach(sensor -> sensors.put(sensor.id(), sensor));
    return Planner.withBaselines(List.of(found), sensors);
  }

  @Test
  void withoutAnyBaselineThereIsNothingToMeasureAndTheCauseIsNamed() {
    Planner planner = new Planner(new LinuxPlatform());
    List<Availability> found =
        List.of(
            Availability.refused(NONE, "pin the workload to CPU 1: EPERM", "allow it"),
            Availability.refused(INOTIFY, "watch: EMFILE", "raise it"));
    assertThatThrownBy(() -> planner.demandBaseline(found))
        .isInstanceOfSatisfying(
            RingbenchException.class,
            e -> assertThat(e.kind()).isEqualTo(RingbenchException.Kind.MACHINE))
        .hasMessageContaining("no baseline works")
        .hasMessageContaining("pin the workload to CPU 1: EPERM")
        .hasMessageContaining("allow it");
    planner.demandBaseline(
        List.of(Availability.of(NONE), Availability.refused(INOTIFY, "watch: EMFILE", "raise it")));
  }

  @Test
  void aRowWithoutItsBaselineIsUnavailableWithTheReasonOfTheBaseline() {
    List<Availability> found =
        withBaselines(Availability.refused(IDLE, "EPERM", "allow it"), Availability.of(INOTIFY));
    assertThat(found.get(1).available()).isFalse();
    assertThat(found.get(1).reason()).isEqualTo("its baseline idle-consumer does not work: EPERM");
    assertThat(found.get(1).remedy()).isEqualTo("allow it");
    assertThat(withBaselines(Availability.of(IDLE), Availability.of(INOTIFY)))
        .allMatch(Availability::available);
  }
}
