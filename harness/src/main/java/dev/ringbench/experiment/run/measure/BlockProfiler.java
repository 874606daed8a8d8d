// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run.measure;

import dev.ringbench.document.DocumentJson;
import dev.ringbench.experiment.run.MeasuredBlock;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.IterationResult;

/**
 * Attaches to each JMH iteration the block that was measured in it. The benchmark's tear-down
 * publishes on its own thread, possibly after JMH has asked, hence the queue.
 */
public final class BlockProfiler implements InternalProfiler {
  private static final int PATIENCE_SECONDS = 60;
  private static final BlockingQueue<MeasuredBlock> FINISHED = new LinkedBlockingQueue<>();

  /** Called by the benchmark, once an iteration. */
  public static void publish(MeasuredBlock block) {
    FINISHED.add(block);
  }

  @Override
  public String getDescription() {
    return "the block of operations measured in each iteration";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {}

  @Override
  public Collection<BlockResult> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    try {
      MeasuredBlock finished = FINISHED.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (finished == null) {
        throw new IllegalStateException("the block did not end in " + PATIENCE_SECONDS + " s");
      }
      double p50Ns =
          finished.block() == null || finished.block().cost() == null
              ? Double.NaN
              : finished.block().cost().p50Ns();
      return List.of(new BlockResult(DocumentJson.mapper().writeValueAsString(finished), p50Ns));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }
}
