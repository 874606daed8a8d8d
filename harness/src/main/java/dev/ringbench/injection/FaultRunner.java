// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.injection;

import dev.ringbench.fault.FaultRun;
import dev.ringbench.fault.StoredRun;

/** Conducts runs of one place, several at a time. */
public interface FaultRunner extends AutoCloseable {
  /**
   * Conducts a run to its end.
   *
   * @param stallMs G: what waits for so long is stalled
   * @param worker 0 up to the number of those that call at the same time
   * @return with {@code trouble} where the run could not be conducted
   */
  StoredRun conduct(FaultRun run, long stallMs, int worker) throws InterruptedException;

  /** What can go on side by side here. */
  int workers();

  @Override
  void close();
}
