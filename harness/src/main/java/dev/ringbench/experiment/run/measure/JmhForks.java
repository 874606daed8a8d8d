// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run.measure;

import dev.ringbench.experiment.run.Block;
import dev.ringbench.experiment.run.FloorSample;
import dev.ringbench.experiment.run.MeasuredBlock;
import dev.ringbench.experiment.run.Plan;
import dev.ringbench.experiment.run.Slot;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the plan by JMH, one fork at a time. JMH would run all forks of one benchmark and then all
 * of the next; here one iteration is one slot of a shuffled round, so that everything is
 * interleaved inside each fork. A fork that dies fails its remaining slots and the run goes on.
 */
public final class JmhForks {
  private static final String BLOCKS = "dev.ringbench.benchmarks.SensorBenchmark.operations";
  private static final String SERVICES = "dev.ringbench.benchmarks.ServiceBenchmark.submit";
  private static final int WARM_UPS = 2;
  private static final TimeValue SERVICE_TIME = TimeValue.milliseconds(60);
  private static final String[] FORK_MEMORY = {"-Xms64m", "-Xmx64m", "-XX:+UseSerialGC"};

  private final List<String> forkArguments;
  private final Path workDir;
  private final Path planFile;
  private final String turns;

  /**
   * For the forks of one run.
   *
   * @param forkArguments that each needs to find the native files
   * @param workDir where they keep the workload's files
   * @param turns where they ask for the turn to measure, see {@link Turns}; null: always
   */
  public JmhForks(List<String> forkArguments, Path workDir, String turns) {
    this.forkArguments = List.copyOf(forkArguments);
    this.workDir = workDir;
    this.turns = turns;
    this.planFile = workDir.resolveSibling("fork-plan.json");
    // We hold a lock of our own, for the machine and not for one user's JMH.
    System.setProperty("jmh.ignoreLock", "true");
  }

  /** All forks of the plan. */
  public void run(Plan plan, BlockListener listener) {
    run(plan, 0, plan.forks(), listener);
  }

  /** Some of them, from {@code first} to before {@code end}. */
  void run(Plan plan, int first, int end, BlockListener listener) {
    for (int fork = first; fork < end; fork++) {
      List<Slot> slots = plan.schedule(fork);
      // A directory of its own for each: what a fork that crashed left is in nobody's way.
      new ForkPlan(workDir + "-" + fork, slots, plan.settings(), turns).write(planFile);
      runBlocks(slots, listener);
      if (!plan.services().isEmpty()) {
        runServices(plan.serviceSchedule(fork), listener);
      }
    }
  }

  private OptionsBuilder options(String benchmark) {
    OptionsBuilder options = new OptionsBuilder();
    List<String> arguments = new ArrayList<>(List.of(FORK_MEMORY));
    arguments.addAll(forkArguments);
    if (turns != null) {
      // It waits while another measures: then it shall compile as little as possible.
      arguments.add("-XX:TieredStopAtLevel=1");
    }
    arguments.add("-D" + ForkPlan.FILE_PROPERTY + "=" + planFile);
    options
        .include("^" + benchmark.replace(".", "\\.") + "$")
        .forks(1)
        .jvmArgs(arguments.toArray(String[]::new))
        .shouldFailOnError(true)
        .shouldDoGC(false)
        .verbosity(VerboseMode.SILENT);
    return options;
  }

  private void runBlocks(List<Slot> slots, BlockListener listener) {
    ForkOutput output = new ForkOutput(slots, listener, (published, result) -> published);
    OptionsBuilder options = options(BLOCKS);
    options
        .mode(Mode.SingleShotTime)
        .warmupIterations(0)
        .measurementIterations(slots.size())
        .addProfiler(BlockProfiler.class)
        .timeout(turns == null ? TimeValue.minutes(10) : TimeValue.days(1));
    String why = null;
    try {
      new Runner(options.build(), output).run();
    } catch (RunnerException e) {
      why = "the benchmark JVM ended early: " + why(output, e);
    }
    for (Slot slot : slots.subList(output.done(), slots.size())) {
      listener.begun(slot);
      listener.measured(slot, lost(slot, why == null ? "the benchmark JVM gave no block" : why));
    }
  }

  /** What tells most: the exceptions that JMH collected, else the last line that the fork said. */
  private static String why(ForkOutput output, RunnerException e) {
    if (e.getCause() != null && e.getCause().getSuppressed().length > 0) {
      return Stream.of(e.getCause().getSuppressed())
          .map(JmhForks::rootOf)
          .map(cause -> cause + output.lastLine().map(line -> " (" + line + ")").orElse(""))
          .findFirst()
          .orElseThrow();
    }
    return output.lastLine().orElseGet(e::getMessage);
  }

  private static Throwable rootOf(Throwable thrown) {
    return thrown.getCause() == null ? thrown : rootOf(thrown.getCause());
  }

  /** A fork that cannot reach us ends before it says a word. */
  private static String remedy() {
    try {
      NetworkInterface loopback =
          NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
      return loopback != null && loopback.isUp()
          ? "run again"
          : "bring the loopback interface up (ip link set lo up): JMH speaks to its forks over it";
    } catch (SocketException e) {
      return "run again";
    }
  }

  private static MeasuredBlock lost(Slot slot, String why) {
    if (slot.cell() == null) {
      return new MeasuredBlock(
          null,
          Map.of(),
          List.of(
              new FloorSample(slot.fork(), slot.round(), slot.floor(), slot.handoff(), null, why)));
    }
    return new MeasuredBlock(
        new Block(
            slot.fork(),
            slot.round(),
            slot.position(),
            slot.cell().sensor(),
            slot.cell().operation(),
            slot.cell().handoff(),
            slot.cell().rules(),
            Instant.now().toString(),
            Block.Status.FAILED,
            why,
            remedy(),
            null,
            null,
            null,
            null,
            null,
            null),
        Map.of(),
        List.of());
  }

  /** A service's figure is JMH's score, divided by the records of a submission. */
  private static MeasuredBlock scored(MeasuredBlock published, IterationResult result) {
    FloorSample records = published.floors().get(0);
    Double ns =
        records.valueNs() == null
            ? null
            : Double.valueOf(result.getPrimaryResult().getScore() / records.valueNs());
    return new MeasuredBlock(
        null,
        Map.of(),
        List.of(
            new FloorSample(
                records.fork(),
                records.round(),
                records.name(),
                records.handoff(),
                ns,
                records.reason())));
  }

  /** The price of the border, by JMH's own loop, in a fork of its own. */
  private void runServices(List<Slot> slots, BlockListener listener) {
    List<Slot> withWarmUp = new ArrayList<>(Collections.nCopies(WARM_UPS, slots.get(0)));
    withWarmUp.addAll(slots);
    new ForkPlan(workDir + "-services", withWarmUp, List.of(), null).write(planFile);
    ForkOutput output = new ForkOutput(slots, listener, JmhForks::scored);
    OptionsBuilder options = options(SERVICES);
    options
        .mode(Mode.AverageTime)
        .timeUnit(TimeUnit.NANOSECONDS)
        .warmupIterations(WARM_UPS)
        .warmupTime(SERVICE_TIME)
        .measurementIterations(slots.size())
        .measurementTime(SERVICE_TIME)
        .addProfiler(BlockProfiler.class);
    String why = "the benchmark JVM gave no figure";
    try {
      new Runner(options.build(), output).run();
    } catch (RunnerException e) {
      why = "the benchmark JVM ended early: " + why(output, e);
    }
    for (Slot slot : slots.subList(output.done(), slots.size())) {
      listener.begun(slot);
      listener.measured(slot, lost(slot, why));
    }
  }
}
