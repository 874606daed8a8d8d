// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.fault.Outcome;
import dev.ringbench.fault.SecurityEffect;
import dev.ringbench.model.Mode;
import dev.ringbench.model.Placement;
import dev.ringbench.subject.OutsideFault;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is said of a fault before it is done. */
class PredictionTest {
  private static final List<OutsideFault> HOLDS =
      List.of(OutsideFault.STOP, OutsideFault.FREEZE, OutsideFault.STARVE);

  @ParameterizedTest
  @EnumSource(OutsideFault.class)
  void whoOnlyWatchesNeverTouchesTheWorkload(OutsideFault fault) {
    for (Placement placement :
        List.of(Placement.USER_ASYNC, Placement.KERNEL_VERIFIED, Placement.KERNEL_NATIVE)) {
      Prediction prediction = Prediction.of(placement, Mode.NOTIFY, fault);
      assertThat(prediction.outcome()).isIn(Outcome.B1, Outcome.B2);
      assertThat(prediction.effects())
          .doesNotContain(SecurityEffect.CLOSED, SecurityEffect.STALLED, SecurityEffect.OPEN);
      boolean overruns = fault == OutsideFault.FLOOD && placement == Placement.USER_ASYNC;
      assertThat(prediction.effects().contains(SecurityEffect.LOST))
          .isEqualTo(fault.ends() || overruns || fault == OutsideFault.DISK);
    }
  }

  @Test
  void whoAsksUserModeStandsStillWithIt() {
    for (OutsideFault fault : HOLDS) {
      for (Mode mode : List.of(Mode.AUTH, Mode.NOTIFY)) {
        assertThat(Prediction.of(Placement.USER_SYNC, mode, fault))
            .extracting(Prediction::outcome)
            .isEqualTo(Outcome.B3);
        assertThat(Prediction.of(Placement.USER_SYNC, mode, fault).effects())
            .containsExactly(SecurityEffect.STALLED);
      }
    }
  }

  @Test
  void whoDiesOpensWhereItRefusedAndClosesWhereItCarried() {
    assertThat(Prediction.of(Placement.USER_SYNC, Mode.AUTH, OutsideFault.KILL).effects())
        .containsExactlyInAnyOrder(SecurityEffect.OPEN, SecurityEffect.LOST);
    Prediction carried = Prediction.of(Placement.USER_SYNC, Mode.NOTIFY, OutsideFault.KILL);
    assertThat(carried.outcome()).isEqualTo(Outcome.B3);
    assertThat(carried.effects())
        .containsExactlyInAnyOrder(SecurityEffect.CLOSED, SecurityEffect.LOST);
  }
}
