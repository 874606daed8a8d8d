// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import dev.ringbench.experiment.run.Slot;
import dev.ringbench.experiment.run.measure.ForkPlan;
import dev.ringbench.experiment.run.measure.ServiceRunner;
import dev.ringbench.platform.Platforms;
import java.util.Iterator;
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

/**
 * The price of the border: one event record handed over for analysis, and the verdict back, through
 * JNA. Each iteration uses the service that the plan names for it: a call in this process, an ioctl
 * into the driver, the sensor process by shared memory or by a socket; and with nothing behind it.
 * Driven by {@code ringbench run}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
public class ServiceBenchmark {
  private ServiceRunner services;
  private Iterator<Slot> slots;

  /** The order of services. */
  @Setup(Level.Trial)
  public void open() {
    services = new ServiceRunner(Platforms.current().verdictServices());
    slots = ForkPlan.ofThisProcess().slots().iterator();
  }

  /** Opens the next service; warm-up iterations come first and have slots of their own. */
  @Setup(Level.Iteration)
  public void connect() {
    services.open(slots.next());
  }

  /** One submission; its verdict is returned, so that it cannot be left out. */
  @Benchmark
  public int submit() {
    return services.submit();
  }

  /** Says why there is no figure, if there is none. */
  @TearDown(Level.Iteration)
  public void disconnect() {
    services.close();
  }
}
