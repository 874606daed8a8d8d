// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.experiment.run.Block;
import dev.ringbench.experiment.run.Block.Status;
import dev.ringbench.experiment.run.MeasuredBlock;
import dev.ringbench.experiment.run.Plan;
import dev.ringbench.experiment.run.RunDocument;
import dev.ringbench.experiment.run.SampleRuns;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.platform.linux.LinuxPlatform;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunInProgressTest {
  private static final Cell NONE = new Cell("none", Operation.OPEN, Handoff.NONE);

  private static RunInProgress runOf(Status... blocks) {
    RunDocument sample = SampleRuns.of(Map.of(NONE, 1000L));
    RunInProgress run =
        new RunInProgress(
            new Plan("quick", 1, 1, blocks.length, List.of(NONE), List.of(), List.of(), List.of()),
            "0.0.0-test",
            new LinuxPlatform().sensors().all(),
            List.of(Availability.of(NONE)),
            sample.environment(),
            List.of(),
            sample.run());
    Block one = sample.blocks().get(0);
    for (Status status : blocks) {
      boolean failed = status == Status.FAILED;
      run.add(
          new MeasuredBlock(
              new Block(
                  0,
                  0,
                  0,
                  one.sensor(),
                  one.operation(),
                  one.handoff(),
                  0,
                  one.startedAt(),
                  status,
                  failed ? "Forked VM failed" : null,
                  null,
                  failed ? null : one.cost(),
                  null,
                  null,
                  null,
                  null,
                  null),
              Map.of(),
              List.of()));
    }
    return run;
  }

  @Test
  void aRunWhoseEveryBlockFailedIsNotComplete() {
    RunInProgress run = runOf(Status.FAILED, Status.FAILED);
    assertThat(run.nothingMeasured()).contains("open none").contains("Forked VM failed");
    RunDocument document = run.document("stopped early");
    assertThat(document.run().status()).isEqualTo(RunDocument.Status.PARTIAL);
    assertThat(document.run().statusReason()).isEqualTo(run.nothingMeasured());
  }

  @Test
  void oneMeasuredBlockOfABaselineIsSomething() {
    RunInProgress run = runOf(Status.FAILED, Status.OK);
    assertThat(run.nothingMeasured()).isNull();
    assertThat(run.document("stopped early").run().status()).isEqualTo(RunDocument.Status.COMPLETE);
  }
}
