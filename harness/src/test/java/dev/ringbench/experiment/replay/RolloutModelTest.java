// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RolloutModelTest {
  @Test
  void withoutStagesEverybodyHasItBeforePeopleAct() {
    assertThat(RolloutModel.hit(List.of(100), 78 * 60)).isEqualTo(RolloutModel.FLEET);
  }

  @Test
  void aStageHitsItsShareUntilItIsStopped() {
    assertThat(RolloutModel.hit(List.of(100), 60)).isEqualTo(850_000);
    assertThat(RolloutModel.hit(List.of(1, 10, 100), 60)).isEqualTo(8_500);
  }

  @Test
  void aLaterStageBeginsOnlyWhenTheOneBeforeWasQuiet() {
    assertThat(RolloutModel.hit(List.of(1, 100), 600)).isEqualTo(85_000);
    assertThat(RolloutModel.hit(List.of(1, 100), 1200)).isEqualTo(RolloutModel.FLEET);
  }

  @Test
  void oneMachineIsHitHoweverFastItIsSeen() {
    assertThat(RolloutModel.hit(List.of(1, 100), 0)).isEqualTo(1);
  }
}
