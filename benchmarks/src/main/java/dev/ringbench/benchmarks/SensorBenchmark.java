// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import dev.ringbench.experiment.run.Slot;
import dev.ringbench.experiment.run.measure.BlockProfiler;
import dev.ringbench.experiment.run.measure.BlockRunner;
import dev.ringbench.experiment.run.measure.ForkPlan;
import dev.ringbench.platform.Platforms;
import java.util.Iterator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One block of monitored operations an iteration, each iteration with the sensor that the plan
 * names for it. The operations run natively, on this thread, batched into one JNA call; each is
 * stamped natively. Driven by {@code ringbench run}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@Fork(1)
public class SensorBenchmark {
  private BlockRunner blocks;
  private Iterator<Slot> slots;
  private int operations;

  /** Opens the workload; belongs to JMH's thread from here on. */
  @Setup(Level.Trial)
  public void open() {
    ForkPlan plan = ForkPlan.ofThisProcess();
    blocks = new BlockRunner(Platforms.current(), plan);
    slots = plan.slots().iterator();
  }

  /** Attaches the next sensor. */
  @Setup(Level.Iteration)
  public void attach() {
    blocks.prepare(slots.next());
  }

  /** The closed loop. */
  @Benchmark
  public int operations() {
    operations = blocks.measure();
    return operations;
  }

  /** The open loop, the accounting, and detach. */
  @TearDown(Level.Iteration)
  public void detach() {
    BlockProfiler.publish(blocks.finish(operations));
  }

  /** Removes the workload's files. */
  @TearDown(Level.Trial)
  public void close() {
    blocks.close();
  }
}
