// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.experiment.run.measure.Planner;
import dev.ringbench.experiment.run.measure.TurnKeeper;
import dev.ringbench.experiment.run.measure.Turns;
import dev.ringbench.files.Outputs;
import dev.ringbench.measure.RunLock;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.platform.Platforms;
import dev.ringbench.platform.SensorPlatform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Two builds in turn, block by block, so that what the machine does meanwhile hits both. */
@Command(
    name = "pair",
    description = {
      "Measures two builds in turn, block by block, and writes a document of each.",
      "`compare` and `gate` pair the blocks, so that a drift of the machine is in both."
    },
    footer = {
      "",
      "Example, for the change that is checked out and a jar of what was before:",
      "  ringbench pair old.jar --sensors seccomp-notify --base-out old.json --out new.json",
      "  ringbench compare old.json new.json"
    })
final class PairCommand implements Callable<Integer> {
  private static final int FEWEST_FORKS = 6;
  private static final int MOST_FORKS = 100;
  private static final long SECONDS_TO_END = 10;

  @Parameters(
      index = "0",
      paramLabel = "JAR",
      description = "The ringbench.jar of the other build.")
  private Path base;

  @Option(
      names = "--forks",
      defaultValue = "12",
      paramLabel = "N",
      description = "Benchmark JVMs for each build. Default: 12.")
  private int forks;

  @Option(
      names = "--rounds",
      defaultValue = "1",
      paramLabel = "N",
      description =
          "Rounds in each fork. A round has five blocks of each named sensor. Default: 1.")
  private int rounds;

  @Option(
      names = "--sensors",
      split = ",",
      paramLabel = "ID",
      description = "Sensors to measure. They get most of the blocks.")
  private List<String> sensors = List.of();

  @Option(
      names = "--operations",
      split = ",",
      converter = Names.OperationName.class,
      paramLabel = "NAME",
      description = "Operations to measure. Default: open, exec.")
  private List<Operation> operations = RunOptions.DEFAULT_OPERATIONS;

  @Option(
      names = "--handoff",
      split = ",",
      converter = Names.HandoffName.class,
      paramLabel = "NAME",
      description = "Hand-offs to measure. Default: all.")
  private List<Handoff> handoffs = List.of();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Seed of the measurement order. Default: the current time, which the document stores.")
  private Long seed;

  @Option(
      names = "--base-out",
      required = true,
      paramLabel = "FILE",
      description = "Result document of the other build.")
  private Path baseOut;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Result document of this build.")
  private Path out;

  @Mixin private ForceOption force;

  @Override
  public Integer call() {
    if (!Files.isReadable(base)) {
      throw RingbenchException.badInput("There is no jar " + base + ".");
    }
    if (forks < FEWEST_FORKS || forks > MOST_FORKS) {
      throw RingbenchException.badInput(
          "--forks " + forks + ": use " + FEWEST_FORKS + " to " + MOST_FORKS + ".");
    }
    if (rounds < 1 || rounds > RunOptions.MOST_ROUNDS) {
      throw RingbenchException.badInput(
          "--rounds " + rounds + ": use 1 to " + RunOptions.MOST_ROUNDS + ".");
    }
    SensorPlatform platform = Platforms.current();
    Planner planner = new Planner(platform);
    planner.choose(sensors);
    planner.check(sensors, operations);
    Path here = ownJar();
    Outputs outputs = force.reading(base, here);
    outputs.file("--base-out", baseOut);
    outputs.file("--out", out);
    return RunLock.holding(
        () -> {
          Leftovers.remove(platform.changes(), System.err);
          return measure(here);
        });
  }

  private int measure(Path here) {
    Instant now = Instant.now();
    long usedSeed = seed == null ? now.getEpochSecond() : seed;
    String session = now + ", seed " + usedSeed;
    List<Process> sides = new CopyOnWriteArrayList<>();
    Thread onSignal = new Thread(() -> end(sides), "end both sides of the pair");
    Runtime.getRuntime().addShutdownHook(onSignal);
    Set<Integer> codes;
    try (TurnKeeper turns = new TurnKeeper(new SplittableRandom(usedSeed).nextInt(2))) {
      // One bar is enough.
      List<String> hidden = List.of("--progress-file", "/dev/null");
      sides.add(side(base, usedSeed, session, turns.address(0), baseOut, hidden));
      sides.add(side(here, usedSeed, session, turns.address(1), out, List.of()));
      CompletableFuture<Integer> ofBase = code(sides, 0, turns);
      CompletableFuture<Integer> ofThis = code(sides, 1, turns);
      codes = new HashSet<>(List.of(ofBase.join()));
      codes.add(ofThis.join());
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot measure in turn: " + e.getMessage() + ".", e);
    } finally {
      end(sides);
      remove(onSignal);
    }
    if (codes.contains(RingbenchException.Kind.BAD_INPUT.exitCode())) {
      throw RingbenchException.badInput(
          "A side refused its command, see above; "
              + base
              + " may be too old: it takes a build that has `pair` itself.");
    }
    if (!codes.equals(Set.of(0))) {
      throw RingbenchException.machine(
          "A side ended early, and the other with it: its own message is above. What both measured"
              + " until then is in "
              + baseOut
              + " and "
              + out
              + ", if anything is.");
    }
    System.out.println("Compare them: ringbench compare " + baseOut + " " + out);
    return 0;
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending by a signal, and the hook does its work.
    }
  }

  /** What it ends with; when it fails the other is ended, for nothing is a pair any more. */
  private static CompletableFuture<Integer> code(List<Process> sides, int side, TurnKeeper turns) {
    return sides
        .get(side)
        .onExit()
        .thenApply(
            ended -> {
              turns.ended(side);
              if (ended.exitValue() != 0) {
                sides.forEach(Process::destroy);
              }
              return ended.exitValue();
            });
  }

  /** Each saves what it has and leaves nothing attached before this process ends. */
  private static void end(List<Process> sides) {
    sides.forEach(Process::destroy);
    sides.forEach(
        side -> side.onExit().completeOnTimeout(side, SECONDS_TO_END, TimeUnit.SECONDS).join());
  }

  private static Path ownJar() {
    Path jar = Path.of(System.getProperty("java.class.path"));
    if (!Files.isRegularFile(jar)) {
      throw RingbenchException.machine(
          "`pair` runs from ringbench.jar alone, not from " + jar + ".");
    }
    return jar;
  }

  private Process side(
      Path jar, long usedSeed, String session, String turns, Path to, List<String> more)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx160m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar.toString(),
                "run",
                "--session",
                session,
                "--forks",
                Integer.toString(forks),
                "--seed",
                Long.toString(usedSeed),
                "--out",
                to.toString()));
    command.addAll(more);
    add(command, "--rounds", List.of(rounds));
    add(command, "--sensors", sensors);
    add(command, "--operations", operations);
    add(command, "--handoff", handoffs);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put(Turns.VARIABLE, turns);
    return builder.start();
  }

  private static void add(List<String> command, String option, List<?> values) {
    if (!values.isEmpty()) {
      command.add(option);
      command.add(values.stream().map(Object::toString).collect(Collectors.joining(",")));
    }
  }
}
