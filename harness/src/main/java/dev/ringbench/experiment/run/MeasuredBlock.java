// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import java.util.List;
import java.util.Map;

/**
 * What a fork hands to the controller for one slot.
 *
 * @param block null for a slot that measured floors
 * @param histograms by metric ("cost", "delivery", "verdict"), HdrHistogram's compressed form in
 *     base 64
 * @param floors empty for a slot that measured a sensor
 */
public record MeasuredBlock(
    Block block, Map<String, String> histograms, List<FloorSample> floors) {}
