// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform;

import dev.ringbench.model.Handoff;
import java.util.List;
import java.util.Map;

/** Who can be asked for a verdict on a record; see native/lib/service.h. */
public interface VerdictServices {
  /**
   * Names, with the hand-offs that make a difference. "jna-crossing" and "null-syscall" have nobody
   * behind them.
   */
  Map<String, List<Handoff>> all();

  /**
   * Opens one of {@link #all} for the calling thread.
   *
   * @throws SensorException when it does not run here
   */
  ServiceSession open(String name, Handoff handoff) throws SensorException;
}
