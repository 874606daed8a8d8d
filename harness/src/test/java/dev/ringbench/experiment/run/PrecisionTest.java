// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import static dev.ringbench.experiment.run.SampleRuns.cell;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.model.Cell;
import dev.ringbench.model.Percentiles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrecisionTest {
  /** The filter's blocks take so much longer in every second fork. */
  private static RunDocument document(long spreadNs) {
    Map<Cell, Long> costs = new LinkedHashMap<>();
    costs.put(cell("none"), 2000L);
    costs.put(cell("placebo"), 2000L);
    costs.put(cell("none-own-thread"), 2000L);
    costs.put(cell("seccomp-filter"), 2100L);
    RunDocument document = SampleRuns.of(costs);
    List<Block> blocks = new ArrayList<>();
    for (Block block : document.blocks()) {
      boolean later = block.sensor().equals("seccomp-filter") && block.fork() % 2 == 1;
      long ns = block.cost().p50Ns() + (later ? spreadNs : 0);
      blocks.add(
          new Block(
              block.fork(),
              block.round(),
              block.position(),
              block.sensor(),
              block.operation(),
              block.handoff(),
              block.rules(),
              block.startedAt(),
              block.status(),
              null,
              null,
              new Percentiles(1000, ns, ns, ns, ns, ns),
              null,
              null,
              null,
              null,
              null));
    }
    return SampleRuns.with(document, blocks);
  }

  @Test
  void isHalfOfTheIntervalByTheLatencyOfTheRow() {
    // Forks add 100 or 500 ns: the interval is 400 wide, and the row takes 2,300.
    Precision precision = Precision.of(document(400), 0.05);
    assertThat(precision.rows()).isEqualTo(1);
    assertThat(precision.reached()).isBetween(200 / 2310.0, 200 / 2290.0);
    assertThat(precision.wider()).isEqualTo(1);
    assertThat(precision.sentence(0.05, 6))
        .isEqualTo(
            "The precision of 5 % that was asked for is NOT reached after 6 forks: 1 of 1 rows are"
                + " wider, the widest is open seccomp-filter, 8.7 %.");
  }

  @Test
  void isReachedWhereEachRowHasIt() {
    Precision precision = Precision.of(document(40), 0.05);
    assertThat(precision.wider()).isZero();
    assertThat(precision.sentence(0.05, 6)).contains("is reached after 6 forks");
  }

  @Test
  void noRowIsNoPrecision() {
    Map<Cell, Long> baselines = new LinkedHashMap<>();
    baselines.put(cell("none"), 2000L);
    baselines.put(cell("placebo"), 2000L);
    assertThat(Precision.of(SampleRuns.of(baselines), 0.05).sentence(0.05, 6))
        .startsWith("No row has a precision");
  }
}
