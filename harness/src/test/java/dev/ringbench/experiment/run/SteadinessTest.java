// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import static dev.ringbench.experiment.run.SampleRuns.cell;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.model.Cell;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Percentiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** A machine that tells no steal time is judged by its blocks without a sensor. */
class SteadinessTest {
  /** The baseline's blocks take so long, in the order of time. */
  private static RunFigures figures(IntToDoubleFunction nsOfBlock) {
    Map<Cell, Long> costs = new LinkedHashMap<>();
    costs.put(cell("none"), 2000L);
    costs.put(cell("placebo"), 2000L);
    RunDocument document = SampleRuns.of(costs);
    List<Block> blocks = new ArrayList<>();
    int place = 0;
    for (Block block : document.blocks()) {
      blocks.add(
          block.sensor().equals("none")
              ? taking(block, (long) nsOfBlock.applyAsDouble(place++))
              : block);
    }
    return RunFigures.of(SampleRuns.with(document, blocks));
  }

  private static Block taking(Block block, long ns) {
    return new Block(
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
        null);
  }

  private static Steadiness of(IntToDoubleFunction nsOfBlock) {
    return Steadiness.of(figures(nsOfBlock).document(), Operation.OPEN).orElseThrow();
  }

  @Test
  void aMachineThatKeepsItsSpeedIsSteady() {
    Random random = new Random(1);
    Steadiness steady = of(place -> 2000 + 30 * random.nextGaussian());
    assertThat(steady.isSteady()).isTrue();
    assertThat(steady.sentence()).endsWith("and the machine kept its speed.");
  }

  @Test
  void aMachineThatChangesItsSpeedIsNot() {
    Random random = new Random(1);
    Steadiness changed = of(place -> (place < 9 ? 2000 : 2600) + 30 * random.nextGaussian());
    assertThat(changed.isSteady()).isFalse();
    assertThat(changed.changes()).hasSize(1);
    assertThat(changed.sentence())
        .contains("changed its speed once, first after 9 blocks of a session", "--sessions 3");
  }

  @Test
  void theOrderOfTimeIsKept() {
    Random random = new Random(1);
    Steadiness faster = of(place -> (place < 9 ? 2600 : 2000) + 30 * random.nextGaussian());
    assertThat(faster.changes())
        .singleElement()
        .satisfies(
            change -> assertThat(change.meanBefore()).isGreaterThan(change.meanAfter() + 500));
  }

  @Test
  void slowBlocksHereAndThereAreSeenWithoutStealTime() {
    Random random = new Random(1);
    Steadiness disturbed = of(place -> (place % 6 == 2 ? 2600 : 2000) + 30 * random.nextGaussian());
    assertThat(disturbed.slow()).isEqualTo(3);
    assertThat(disturbed.isSteady()).isFalse();
    assertThat(RunWarnings.of(figures(place -> place % 6 == 2 ? 2600 : 2000)))
        .anyMatch(sentence -> sentence.contains("3 of 18 blocks without a sensor"));
  }

  @Test
  void sessionsMayDifferAndEachIsJudgedByItself() {
    Random random = new Random(1);
    RunDocument two =
        figures(place -> (place < 12 ? 2000 : 2600) + 30 * random.nextGaussian()).document();
    assertThat(Steadiness.of(two, Operation.OPEN).orElseThrow().isSteady()).isFalse();
    Steadiness apart = Steadiness.of(inSessions(two, 0, 4), Operation.OPEN).orElseThrow();
    assertThat(apart.isSteady()).isTrue();
    assertThat(apart.blocks()).as("the second session has too few").isEqualTo(12);
  }

  private static RunDocument inSessions(RunDocument document, int... firstForks) {
    RunDocument.Run run = document.run();
    return new RunDocument(
        document.schemaVersion(),
        document.generator(),
        document.version(),
        new RunDocument.Run(
            run.status(),
            run.statusReason(),
            run.startedAt(),
            run.finishedAt(),
            run.profile(),
            run.forks(),
            run.rounds(),
            run.seed(),
            run.emulated(),
            run.operations(),
            run.handoffs(),
            run.blockSettings(),
            run.session(),
            run.content(),
            Arrays.stream(firstForks)
                .mapToObj(fork -> new RunDocument.Session(fork, run.startedAt()))
                .toList(),
            null),
        document.environment(),
        document.warnings(),
        document.sensors(),
        document.availability(),
        document.blocks(),
        document.floors(),
        document.histograms(),
        document.instructionCounts(),
        document.references());
  }
}
