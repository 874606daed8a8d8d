// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects.measure;

import dev.ringbench.fault.Outcome;
import dev.ringbench.fault.SecurityEffect;
import dev.ringbench.model.Mode;
import dev.ringbench.model.Placement;
import dev.ringbench.subject.OutsideFault;
import java.util.EnumSet;
import java.util.Set;

/**
 * What placement and mode alone say of a fault, before it is done. Who asks user mode stands still
 * with it and opens when it is gone; who only watches loses what its queue does not hold.
 *
 * @param outcome class of the fault matrix
 */
record Prediction(Outcome outcome, Set<SecurityEffect> effects) {
  static Prediction of(Placement placement, Mode mode, OutsideFault fault) {
    boolean asks = placement == Placement.USER_SYNC;
    return switch (fault) {
      case KILL, MEMORY, RESTART, CONFIGURATION ->
          asks && mode != Mode.AUTH
              // A file system in user mode: its mount is dead.
              ? new Prediction(Outcome.B3, EnumSet.of(SecurityEffect.CLOSED, SecurityEffect.LOST))
              : asks
                  ? new Prediction(Outcome.B2, EnumSet.of(SecurityEffect.OPEN, SecurityEffect.LOST))
                  : new Prediction(Outcome.B2, EnumSet.of(SecurityEffect.LOST));
      case STOP, FREEZE, STARVE ->
          asks
              ? new Prediction(Outcome.B3, EnumSet.of(SecurityEffect.STALLED))
              : new Prediction(Outcome.B1, EnumSet.noneOf(SecurityEffect.class));
      case DESCRIPTORS ->
          asks
              ? new Prediction(Outcome.B3, EnumSet.of(SecurityEffect.CLOSED))
              : new Prediction(Outcome.B1, EnumSet.noneOf(SecurityEffect.class));
      case DISK -> new Prediction(Outcome.B2, EnumSet.of(SecurityEffect.LOST));
      case FLOOD ->
          placement == Placement.USER_ASYNC
              ? new Prediction(Outcome.B2, EnumSet.of(SecurityEffect.LOST))
              : new Prediction(Outcome.B1, EnumSet.noneOf(SecurityEffect.class));
    };
  }
}
