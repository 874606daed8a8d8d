// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.experiment.run.Plan;
import dev.ringbench.experiment.run.Profile;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.linux.LinuxPlatform;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which rows a run has, and how often in a round. */
class PlannerTest {
  private static final List<Handoff> SLEEPING = List.of(Handoff.SAME_CPU, Handoff.OTHER_CPU);

  private final LinuxPlatform platform = new LinuxPlatform();
  private final Planner planner = new Planner(platform);

  private List<Cell> cells(String sensor) {
    return Planner.cells(
        planner.choose(List.of(sensor)), List.of(Operation.OPEN), SLEEPING, List.of(0));
  }

  @Test
  void aSensorBringsTheBaselineOfItsHandoffAndThatOfTheBaseline() {
    assertThat(planner.choose(List.of("seccomp-notify")).stream().map(Sensor::id))
        .containsExactlyInAnyOrder(
            "none",
            "placebo",
            "none-own-thread",
            "idle-consumer-own-thread",
            "seccomp-filter",
            "seccomp-notify");
  }

  @Test
  void aRoundHasABlockOfTheIdleConsumerForEachHandoff() {
    Plan plan =
        planner.plan(
            Profile.QUICK,
            1,
            1,
            1,
            List.of(Operation.OPEN),
            SLEEPING,
            cells("fanotify-permission").stream().map(Availability::of).toList());
    assertThat(plan.cells().stream().filter(cell -> cell.sensor().equals("idle-consumer")))
        .containsExactlyInAnyOrder(
            new Cell("idle-consumer", Operation.OPEN, Handoff.SAME_CPU),
            new Cell("idle-consumer", Operation.OPEN, Handoff.OTHER_CPU));
    assertThat(plan.cells().stream().filter(cell -> cell.sensor().equals("none"))).hasSize(3);
  }

  @Test
  void aBaselineThatLacksOneHandoffTakesAwayTheRowsOfThatOne() {
    Map<String, Sensor> sensors =
        platform.sensors().all().stream()
            .collect(Collectors.toMap(Sensor::id, Function.identity()));
    List<Availability> tried =
        cells("fanotify-permission").stream()
            .map(
                cell ->
                    cell.sensor().equals("idle-consumer") && cell.handoff() == Handoff.OTHER_CPU
                        ? Availability.refused(cell, "there is one CPU", "use another machine")
                        : Availability.of(cell))
            .toList();
    assertThat(
            Planner.withBaselines(tried, sensors).stream()
                .filter(found -> !found.available())
                .map(found -> found.cell().toString()))
        .allMatch(cell -> cell.contains("other-cpu"))
        .anyMatch(cell -> cell.contains("fanotify-permission"));
  }
}
