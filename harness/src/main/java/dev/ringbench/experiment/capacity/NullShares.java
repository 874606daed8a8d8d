// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.capacity;

import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import java.util.DoubleSummaryStatistics;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Parts of the full speed that are left without a sensor, each from a pair of loads that differ in
 * nothing: how far a share may be from 100 % by chance alone.
 */
final class NullShares {
  private final CapacityDocument document;
  private final Set<String> baselines;

  NullShares(CapacityDocument document) {
    this.document = document;
    this.baselines =
        document.sensors().stream()
            .filter(sensor -> sensor.placement() == Placement.BASELINE && !sensor.consumer())
            .map(Sensor::id)
            .collect(Collectors.toUnmodifiableSet());
  }

  /** From the least to the most of all pairs of the operation; count 0: there are none. */
  DoubleSummaryStatistics of(Operation operation) {
    return document.rows().stream()
        .filter(row -> row.operation() == operation && baselines.contains(row.sensor()))
        .flatMap(row -> row.fullSpeeds().stream())
        .filter(point -> point.withoutPerSecond() != null)
        .mapToDouble(point -> point.offeredPerSecond() / point.withoutPerSecond())
        .summaryStatistics();
  }

  /** Whether a sensor's share may be chance: its pairs overlap with what no sensor showed. */
  boolean cover(CapacityRow row, CapacityRow.SpeedShare share) {
    DoubleSummaryStatistics none = of(row.operation());
    return none.getCount() == 0
        || (share.most() >= none.getMin() && share.least() <= none.getMax());
  }
}
