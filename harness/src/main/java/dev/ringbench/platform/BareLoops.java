// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform;

import dev.ringbench.model.Handoff;
import java.nio.file.Path;
import java.util.List;

/** Loops of the same mechanisms without Ringbench around them, see native/bench. */
public interface BareLoops {
  /** Names for {@link #run}. */
  List<String> names();

  /**
   * Runs one.
   *
   * @throws SensorException when it does not run here
   */
  Result run(String loop, Handoff handoff, int count, Path workDir) throws SensorException;

  /**
   * What a bare loop took.
   *
   * @param addedNs the median round trip ("handoff"), or what the mechanism adds to the median open
   * @param addedMeanNs the same of the means
   * @param perSecond operations a second with it
   */
  record Result(double addedNs, double addedMeanNs, double perSecond) {}
}
