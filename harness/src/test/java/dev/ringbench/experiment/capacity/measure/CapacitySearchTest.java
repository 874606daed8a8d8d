// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.capacity.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ringbench.experiment.capacity.CapacityPoint;
import dev.ringbench.experiment.capacity.CapacityProfile;
import dev.ringbench.experiment.capacity.CapacityRow;
import dev.ringbench.experiment.capacity.CapacityRow.Limit;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Mode;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.SimulatedBench;
import java.util.List;
import org.junit.jupiter.api.Test;

class CapacitySearchTest {
  private static final Cell CELL = new Cell("sensor", Operation.OPEN, Handoff.OTHER_CPU);

  private static Sensor sensor(boolean consumer, boolean merges) {
    return new Sensor(
        "sensor",
        Placement.USER_ASYNC,
        Mode.NOTIFY,
        "",
        "",
        "none",
        null,
        consumer,
        true,
        false,
        null,
        merges,
        null,
        null,
        null,
        null,
        "open",
        List.of());
  }

  private static CapacityRow measure(SimulatedBench bench, boolean consumer, boolean merges) {
    CapacityRow row =
        new CapacitySearch(bench, CapacityProfile.STANDARD, Sensor::baseline)
            .measure(sensor(consumer, merges), CELL, 1, 0);
    assertThat(row.points()).hasSize(8);
    assertThat(row.fullSpeeds()).hasSize(5);
    assertThat(row.speedsPerSecond()).hasSize(6);
    assertThat(row.speedShare().orElseThrow().pairs()).isEqualTo(5);
    assertThat(bench.attached()).isZero();
    return row;
  }

  @Test
  void findsTheHighestRateWithoutLossAndHoldsIt() {
    CapacityRow row = measure(new SimulatedBench(500_000, 90_000, true), true, false);
    assertThat(row.limit()).isEqualTo(Limit.LOSS);
    assertThat(row.capacityPerSecond()).isCloseTo(90_000, within(0.04 * 90_000));
    assertThat(row.heldMs()).isEqualTo(10_000);
    assertThat(row.searchesPerSecond()).hasSize(3);
    assertThat(row.unpacedPerSecond()).isEqualTo(500_000);
    CapacityPoint twice = row.points().get(2);
    assertThat(row.points().get(0).lossShare()).isZero();
    assertThat(twice.losses().reported()).isPositive();
    assertThat(twice.losses().silent()).isZero();
    assertThat(twice.slowDown()).isCloseTo(2, within(0.01));
  }

  @Test
  void lossThatNobodyCountsIsSilentOrMerged() {
    CapacityPoint silent =
        measure(new SimulatedBench(500_000, 90_000, false), true, false).points().get(2);
    assertThat(silent.losses().silent()).isPositive();
    CapacityPoint merged =
        measure(new SimulatedBench(500_000, 90_000, false), true, true).points().get(2);
    assertThat(merged.losses().merged()).isPositive();
    assertThat(merged.losses().silent()).isZero();
  }

  @Test
  void aWorkloadThatWaitsIsThrottled() {
    CapacityRow row = measure(new SimulatedBench(20_000, 1e9, true), true, false);
    assertThat(row.limit()).isEqualTo(Limit.THROTTLE);
    assertThat(row.capacityPerSecond()).isCloseTo(20_000, within(1.0));
    assertThat(row.points().get(2).wasThrottled()).isTrue();
    assertThat(row.points().get(0).wasThrottled()).isFalse();
  }

  @Test
  void whatReportsNothingCannotLose() {
    CapacityRow row = measure(new SimulatedBench(400_000, 0, false), false, false);
    assertThat(row.limit()).isEqualTo(Limit.NOTHING_TO_LOSE);
    assertThat(row.points().get(2).losses()).isNull();
    assertThat(row.unpacedPerSecond()).isEqualTo(400_000);
  }

  @Test
  void oneThatLosesAtAnyRateHasNoCapacity() {
    CapacityRow row =
        new CapacitySearch(
                new SimulatedBench(400_000, 0, true), CapacityProfile.STANDARD, Sensor::baseline)
            .measure(sensor(true, false), CELL, 1, 0);
    assertThat(row.points()).hasSize(5).allMatch(point -> point.ofCapacity() == null);
    assertThat(row.limit()).isEqualTo(Limit.LOSS);
    assertThat(row.capacityPerSecond()).isNull();
    assertThat(row.heldMs()).isNull();
  }

  @Test
  void aSensorThatFailsIsARowWithAReason() {
    SimulatedBench bench = new SimulatedBench(400_000, 1e9, true);
    bench.dyingAfter(0);
    CapacityRow row =
        new CapacitySearch(bench, CapacityProfile.QUICK, Sensor::baseline)
            .measure(sensor(true, false), CELL, 1, 0);
    assertThat(row.status()).isEqualTo(CapacityRow.Status.FAILED);
    assertThat(row.reason()).contains("stopped draining");
    assertThat(row.remedy()).isNotEmpty();
  }

  @Test
  void aSensorThatFailsAfterwardsKeepsItsCapacityAndSaysWhy() {
    SimulatedBench bench = new SimulatedBench(20_000, 1e9, true);
    bench.dyingAfter(3);
    CapacityRow row =
        new CapacitySearch(bench, CapacityProfile.QUICK, Sensor::baseline)
            .measure(sensor(true, false), CELL, 1, 0);
    assertThat(row.status()).isEqualTo(CapacityRow.Status.OK);
    assertThat(row.capacityPerSecond()).isCloseTo(20_000, within(1.0));
    assertThat(row.points()).hasSize(2);
    assertThat(row.reason()).contains("stopped draining");
  }

  @Test
  void aQueueHidesNoLoss() {
    SimulatedBench bench = new SimulatedBench(500_000, 90_000, true);
    bench.queueing(16_384);
    CapacityRow row = measure(bench, true, false);
    assertThat(row.limit()).isEqualTo(Limit.LOSS);
    assertThat(row.capacityPerSecond()).isCloseTo(90_000, within(0.07 * 90_000));
  }

  @Test
  void oneHiccupHalvesNoCapacity() {
    SimulatedBench bench = new SimulatedBench(500_000, 90_000, true);
    bench.losingOneEach(7);
    CapacityRow row = measure(bench, true, false);
    assertThat(row.capacityPerSecond()).isGreaterThan(70_000);
  }
}
