// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run.measure;

import java.util.Collection;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.Aggregator;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ResultRole;
import org.openjdk.jmh.util.SingletonStatistics;

/**
 * A measured block as a secondary result of a JMH iteration: JMH carries it from the fork to the
 * controller. Iterations of one fork measure different sensors, so they are never aggregated.
 */
public final class BlockResult extends Result<BlockResult> {
  /** Key among an iteration's secondary results. */
  public static final String LABEL = "ringbench.block";

  private static final long serialVersionUID = 1L;

  private final String json;

  /**
   * {@code json} is a {@link dev.ringbench.experiment.run.MeasuredBlock}; {@code score} its cost
   * p50, ns.
   */
  public BlockResult(String json, double score) {
    super(
        ResultRole.SECONDARY,
        LABEL,
        new SingletonStatistics(score),
        "ns/op",
        AggregationPolicy.AVG);
    this.json = json;
  }

  /** The block, see the constructor. */
  public String json() {
    return json;
  }

  @Override
  protected Aggregator<BlockResult> getThreadAggregator() {
    return BlockResult::last;
  }

  @Override
  protected Aggregator<BlockResult> getIterationAggregator() {
    return BlockResult::last;
  }

  private static BlockResult last(Collection<BlockResult> results) {
    BlockResult last = null;
    for (BlockResult result : results) {
      last = result;
    }
    return last;
  }
}
