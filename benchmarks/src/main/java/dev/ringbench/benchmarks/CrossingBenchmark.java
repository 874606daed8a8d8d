// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import dev.ringbench.measure.ForkPlan;
import dev.ringbench.platform.Platforms;
import dev.ringbench.platform.WorkloadSession;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What one JNA call (direct mapping, two ints) costs with nothing behind it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
public class CrossingBenchmark {
  private WorkloadSession session;
  private int a = 20;
  private int b = 22;

  /** Loads the library. */
  @Setup(Level.Trial)
  public void open() {
    session = Platforms.current().openSession(Path.of(ForkPlan.ofThisProcess().workDir()));
  }

  /** The call; returned, so that it cannot be left out. */
  @Benchmark
  public int crossing() {
    return session.crossing(a, b);
  }

  /** Removes what opening made. */
  @TearDown(Level.Trial)
  public void close() {
    session.close();
  }
}
