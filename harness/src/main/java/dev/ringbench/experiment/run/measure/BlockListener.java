// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run.measure;

import dev.ringbench.experiment.run.MeasuredBlock;
import dev.ringbench.experiment.run.Slot;

/** Hears what a run does, as it does it. */
public interface BlockListener {
  /** Measuring of a slot begins. */
  void begun(Slot slot);

  /** A slot gave this. */
  void measured(Slot slot, MeasuredBlock block);

  /** A round is over: a good moment to save. */
  void roundEnded();
}
